/**
 * Words that tell towards whom a post is, by what they do; folded when read. A final `*` stands for any ending, and
 * `..` for up to three words. Written for Sturmwarte, 2026-11-22.
 */

export const TARGET_CUES = {
  relief: {
    de: 'zum glück|gott sei dank|glücklicherweise|puh|bin froh|so froh|heilfroh|gut dass|wenigstens|verlass auf|gerettet|rettet|lebensretter|retter|gäbe es nicht|ein segen|danke an|zum glück gibt|da lobe ich mir|im gegensatz zu',
    en: 'phew|luckily|thankfully|thank god|thank goodness|glad i|so glad|relieved|saved my|saved me|lifesaver|life saver|good old|hadnt|if not for|thanks to|spared me|unlike|came through|saves the day|saved the day',
  },
  external: {
    de: 'unfall*|notarzt*|polizei*|feuerwehr*|warnstreik*|streik*|demo|demos|demonstration*|stau|staus|unwetter*|gewitter*|schneefall|schneechaos|glatteis|blitzschlag|blitz|bombe*|bagger|baggers|personenunfall|rettungseinsatz|hochwasser*|orkan*|sturmtief|einbrecher|überfall*|raubüberfall|trickbetrüger*|gekracht|wetter|hitzewelle|höhere gewalt|kann nichts dafür|können nichts dafür|nicht schuld|oberleitung*|umgestürzt*|angefahren|verunglückt*|entgleist*|erdbeben|vandalen|vandalismus|geben sich als|gibt sich als',
    en: 'accident|crash|police|ambulance|medical emergency|paramedics|firefighters|strike|strikes|protest|protesters|traffic|traffic jam|storm|blizzard|snow|flood*|lightning|landslip|landslide|fallen tree|robbed|robber*|burglar*|weather|heatwave|hurricane|earthquake|cant blame|dont blame|not their fault|pretending to be|impersonating|posing as|trespass*|vandals|hit by a|collision|scam caller|emergency',
  },
  self: {
    de: 'meine schuld|selber schuld|selbst schuld|ich depp|ich idiot|ich trottel|ich dussel|mein rücken|mein kopf|kopfschmerz*|kopfweh|mein chef|schrecklich geschlafen|schlecht geschlafen|selbst verbockt|vergessen hab|mein eigenes|mein magen|bauchweh|liebeskummer|mieser tag|schlechter tag|scheiß tag|furchtbarer tag|prüfung|erkältet|erkältung|krank|müde|regen|muskelkater|montag',
    en: 'my own fault|my fault|my bad|such an idiot|am an idiot|im an idiot|silly me|stupid me|forgot my|my own|my back|my boss|bad day|terrible day|awful day|rough day|long day|day at work|slept|hungover|headache|heartbroken|exam|exams|my knee|my stomach|i spilled|i dropped|i broke|rain|raining|tired|monday',
  },
  other: {
    de: 'andere|anderen|anderer|anderem|andern|anderswo|woanders|konkurrenz|konkurrent*|mitbewerb*|wettbewerb*|wettbewerber*|meine bank|mein anbieter|meine versicherung|mein alter|meine alte|meiner alten|alter anbieter|alten anbieter|alle jammern|jeder andere|die übrigen|der rest|sonst|autobahn|flieger|flughafen|billig*',
    en: 'other|others|another|competition|competitor*|rival|rivals|elsewhere|my bank|my provider|my old|my last|my previous|old provider|everyone|everybody|every other|the rest|everyone else|motorway|airport|cheap',
  },
  consider: {
    de: 'überlege|überleg|vielleicht|beim nächsten mal|nächstes mal|mal schauen|mal gucken|denke darüber nach|wohin wechseln|kennt jemand|erfahrung mit|erfahrungen mit|weiß es nicht|weiß ich nicht|nie gefahren|nie probiert|taugt|wechsle ich zu|gehe ich zu',
    en: 'thinking about|thinking of|considering|looking at|maybe|perhaps|next time|anyone tried|any experience|experience with|no idea whether|no idea if|might try|might switch|tempted|any good|never tried|is any different|looking into',
  },
  without: {
    de: 'alternative zu|alternativen zu|ersatz für|weg von|raus bei|schluss mit|ohne mich|das wars|war es das|war es mit|war das mit|sieht mich|mit uns|nie mehr|nicht mehr hin|letztes mal|zum letzten mal|mit mir nicht|keinen cent|keinen euro|bin raus|gekündigt|kündigung|kündige|wechsle|wechseln',
    en: 'alternative to|alternatives to|replacement for|away from|done with|over it|that was it|thats it|no longer order|no longer buy|last time|never using|never use|not a penny|not another|cancelled my|canceled my|cancelling|switching|leaving|closing my|closed my|moving to|uninstalled|deleted|goodbye|bye',
  },
  denial: {
    de: 'gerücht*|falschmeldung*|fake|fakenews|unsinn|stimmt nicht|stimmt so nicht|faktencheck|nicht wahr|dementiert|nicht betroffen|entwarnung|erfunden|ente|widerlegt|unwahr|falsch',
    en: 'rumour*|rumor*|false|fact check|factcheck|hoax|debunk*|untrue|not true|isnt true|not affected|unaffected|denies|denied|fake|nonsense|misinformation|disagree|cant confirm',
  },
  resolved: {
    de: 'behoben|gelöst|geklärt|repariert|läuft wieder|geht wieder|fährt wieder|fahren wieder|funktioniert wieder|zurückgebucht|erstattet|ersetzt|gutgeschrieben|doch da|wieder da|wiederbekommen|zurückbekommen|nachgeliefert|entschuldigung|erledigt|anstandslos|kulanz|kulant',
    en: 'fixed|resolved|sorted|restored|back up|working again|running again|refunded|replaced|replacement|back online|up and running|back to me|made it right|apologised|apologized|handwritten',
  },
  wish: {
    de: 'wünsche mir|wünschte|wäre schön|wäre toll|wäre nett|wäre super|würde mich freuen|vorschlag|anregung|idee|könnte|könntet|könnten|hätte gern|hätte gerne|fände|bringt doch|mal wieder eine',
    en: 'would be nice|would be great|would be good|would love|id love|wish|suggestion|idea|feature request|please add|please bring|bring back|could you add|how about|it would help',
  },
  reproach: {
    de: 'sollte|sollten|solltet|statt|anstatt|lieber mal|schämen|erst mal lernen|wohl|offenbar|angeblich|anscheinend|also|mal wieder|schon wieder|ernst|ernsthaft|absicht|jahrestag|codewort|munter|warum|wieso|weshalb|wie oft|wann endlich|wie lange noch|bestwert|rekord',
    en: 'should|instead of|rather than|apparently|supposedly|allegedly|obviously|clearly|yet again|once again|seriously|really|why|how many|how often|how long|when will|what are the odds|do they now|special|joke|pay|single',
  },
  trouble: {
    de: 'keine|kein|keinen|niemand|nichts|nicht|noch immer|immer noch|bis heute|seit|ohne|nur noch|vertröst*|ausrede*|textbaustein*|warteschleife|abgelaufen|verdorben|verschimmelt|schimmel*|maus|mäuse|tot|toter|gesperrt|sperrt|verloren|verliert|verschwunden|doppelt|abgebucht|bucht|erhöht|teurer|streicht|gestrichen|storniert|abgesagt|abgelehnt|ausgelacht|angeschrien|ignoriert|schweigt|rausgeworfen|aufgelegt|kaputt|defekt|stürzt|abstürz*|absturz|pappe|faul|falsch*|geändert|rechnung|mahnung|inkasso|beschwerde*|formular|fax',
    en: 'no|not|nothing|nobody|never|without|still|since|hung up|on hold|cancelled|canceled|cancels|cancel|lost|loses|losing|missing|froze|frozen|locked|stuck|late|delayed|broken|broke|crash*|leak*|excuse*|ignored|ignores|silence|wont|doesnt|didnt|cant|isnt|wasnt|refuse*|refund|refunds|charged|charges|overcharged|bill|tripled|doubled|expired|mould*|mold*|rotten|off|fax|no show|no shows|junk|stale|wrong|empty|fee|fees|debt|compensation|shortage|worse|complaint|complaints|hidden',
  },
  bash: {
    de: 'ermittelt|ermittlung*|rügt|rüge|gerügt|verklagt|verklagen|klage|klagt|sammelklage|bußgeld|geldbuße|strafe|millionenstrafe|kartellamt|bundesnetzagentur|staatsanwalt*|verbraucherzentrale|verbraucherschützer|abmahnung|abgemahnt|kritik|kritisiert|vorwurf|vorwürfe|wirft|skandal|razzia|mangel|mängel|rückruf|ruft|panne*|datenleck|datenpanne|ausfall|warnt|rechnungshof|gericht|verurteilt|verdacht|massenentlassung*|verliert',
    en: 'probe|probes|investigat*|fined|fine|sued|sues|suing|slams|slammed|lawsuit|class action|recall|recalls|regulator|watchdog|ombudsman|breach|leaked|loses|failure|failures|scandal|accused|accuses|criticised|criticized|criticism|backlash|fury|anger|court|guilty|misled|misleading|penalty|banned',
  },
  corporate: {
    de: 'sucht|stellt|eröffnet|feiert|testet|fusion*|baut|plant|startet|quartal|quartals*|zahlen|übernimmt|geöffnet|öffnungszeiten|öffnet|messe|aktie|standort|jubiläum|stellen|tarifverhandlung*|verdi|gewerkschaft|pressemitteilung|sponsert|vorgestellt|ab montag|ab märz|uhr|halle|meldet|m/w/d',
    en: 'hiring|opens|opening|celebrates|turns|merge|merger|quarter|results|launches|launch|announces|announced|to build|builds|tests|moves to|available|version|shares|raises|raised|sponsor*|jobs|union|drivers to|appoints|partners|to open|percent|closed on|open from|opening hours|stock',
  },
  nofault: {
    de: 'nicht meckern|nichts zu meckern|nichts zu beanstanden|nie ärger|noch nie ärger|noch nie probleme|nie probleme|keine probleme|kein problem|nichts auszusetzen|nicht beklagen|nicht beschweren|nicht nachvollziehen|null nachvollziehen|nicht bestätigen|nicht verstehen|ohne murren|ohne probleme|problemlos|nie enttäuscht|nicht klagen|besser als gedacht|besser als ihr ruf',
    en: 'cant fault|cannot fault|cant complain|nothing to complain|no complaints|never had any trouble|never had any|never had a problem|never had an issue|no problems|no issues|no trouble|dont get it|dont understand the hate|without a word|without a fuss|without a hitch|no fuss|never let me down|not one thing|better than expected|cant recommend .. enough|couldnt be happier|not bad',
  },
  speech: {
    de: 'sagt|sagte|sagen|schreibt|schrieb|schreiben|antwort|antwortet|antwortete|laut|meint|meinte|heißt|behauptet|rt|zitat|nachbar|bürgermeister',
    en: 'says|said|say|wrote|writes|write|told|tells|according|claims|claimed|answered|reply|replied|rt|quote|mayor|reckons',
  },
  ask: {
    de: 'weiß jemand|weiss jemand|kann man|kann ich|kennt jemand|gibt es|gibts|hat jemand|hat wer|wie lange|wie komme|wie kann|wo finde|wo kann|wann|ab wann|hält|sind|ist|gilt|geht das|braucht|wechselt ihr|welche|welcher|welches|frage|jemand',
    en: 'does|do|does anyone|anyone know|is there|are there|can i|can you|can we|how do|how can|how long is|where do|where can|where is|when does|what time|which|is it|does it|has anyone|question|any chance',
  },
  thanks: {
    de: 'danke|dank|dankeschön|merci|vielen dank|tausend dank|thx',
    en: 'thanks|thank you|thx|cheers|thank',
  },
} as const

/** Single words of both languages and what they are. */
export const ROLE_WORDS = {
  first:
    'ich|mir|mich|mein|meine|meinen|meinem|meiner|wir|uns|unser|unsere|i|ive|me|my|mine|we|our|us',
  second: 'ihr|euch|euer|eure|eurem|euren|dein|deine|du|you|your|youre|yours',
  times:
    'stunde|stunden|minute|minuten|min|tag|tage|tagen|woche|wochen|monat|monate|monaten|jahr|jahre|jahren|mal|hour|hours|minutes|mins|day|days|week|weeks|month|months|year|years|times',
  /** They begin another clause without a mark before them. */
  turns:
    'aber|jedoch|doch|sondern|während|wohingegen|dagegen|hingegen|but|however|while|whereas|though|although',
  /** What stands before the name of somebody who is spoken of, and after one who acts. */
  beforeNames: 'bei|von|zu|mit|gegen|für|at|from|with|to|by|than|over|like',
  afterNames:
    'hat|ist|war|kommt|will|kann|macht|nimmt|hatte|wird|has|is|was|had|lost|gave|took|sent|did|does|kept|cant|can|wont|doesnt',
} as const

export type TargetCue = keyof typeof TARGET_CUES
