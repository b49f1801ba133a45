/**
 * The storm about Kornblum Mobil: one customer's complaint on the company's own wall, the useless answer, what
 * people write about it over the weekend, and the first article. All invented; the course follows `README.md`.
 */

export const STORM_POST = [
  'Liebe Leute von Kornblum Mobil, jetzt schreibe ich das hier öffentlich, weil mir sonst keiner antwortet.',
  'Meine Rechnung für Januar: 387,42 Euro statt 19,99 Euro. Angeblich war ich "im Ausland im Netz".',
  'Ich bin 67 und lag den ganzen Januar mit Gipsbein zu Hause in Bad Lindenried!',
  'Viermal habe ich euch geschrieben, am 9., am 14., am 20. und am 27. Februar. Viermal keine Antwort.',
  'An der Hotline 48 Minuten Musik, dann hat die Dame einfach aufgelegt. Am nächsten Tag noch einmal dasselbe.',
  'Und gestern liegt die Mahnung im Kasten, mit 12 Euro Gebühr und der Drohung, mir das Telefon zu sperren.',
  'Ich lebe allein und brauche dieses Telefon. Das ist eine Unverschämtheit und ich bin wirklich wütend.',
  'Wer Ähnliches mit euch erlebt hat, darf hier gern auf "Gefällt mir" drücken. Vielleicht seht ihr es ja dann.',
  'Annegret W.',
].join(' ')

export const STORM_POST_EDIT =
  `${STORM_POST}\n\nNachtrag Sonntag früh: Ich bin sprachlos über so viel Zuspruch. Von der Firma ` +
  'weiterhin nur der Textbaustein. Bitte bleibt sachlich, die Leute an der Hotline können nichts dafür.'

export const STORM_ANSWER =
  'Hallo Annegret, vielen Dank für deine Nachricht. Es tut uns leid, dass du unzufrieden bist. Bitte wende dich ' +
  'mit deiner Kundennummer an unsere Hotline oder nutze das Kontaktformular. Liebe Grüße, dein Team von Kornblum'

export const STORM_ANNEGRET = [
  'An die Hotline wenden? Haben Sie meinen Beitrag überhaupt gelesen? 48 Minuten, zweimal, aufgelegt!',
  'Bitte keine Beleidigungen hier. Ich will nur, dass die falsche Rechnung zurückgenommen wird.',
  'Guten Morgen. Nein, es hat sich noch niemand gemeldet. Ja, die Mahnung gilt noch.',
]

export const STORM_ARTICLE =
  '387 Euro mit Gipsbein: Zehntausende stellen sich hinter eine Kundin von Kornblum Mobil. Die Beschwerde einer ' +
  'Rentnerin über eine falsche Rechnung verbreitet sich seit Samstagabend rasant. Kornblum reagierte bisher nur ' +
  'mit einer Standardantwort und verwies auf die Hotline. Eine Anfrage der Redaktion blieb am Sonntag unbeantwortet.'

/**
 * Comments under the post, which need not name the brand: said from the start, after the company's answer, from
 * Sunday morning on.
 */
export const STORM_WALL = {
  first: [
    'Ich habe genau dasselbe erlebt. Unverschämt! Annegret, nicht unterkriegen lassen!',
    'Bei mir waren es 212 Euro. Auch "im Ausland". Auch nie da gewesen. Betrug ist das.',
    'Das ist so respektlos einer alten Dame gegenüber. Ich bin fassungslos.',
    'Annegret for President! 👏',
    'Ich hole mir Popcorn. 🍿',
    'Gipsbein-Roaming, der neue Tarif. Ab 387 Euro im Monat. 😂',
    'Gefällt mir gedrückt. Und gekündigt gleich mit.',
    'Bin seit 14 Jahren Kunde. Wenn ihr das nicht klärt, bin ich weg.',
    'Liebe Annegret, geh zur Verbraucherberatung, die helfen dir. Alles Gute!',
    'Rechnung widersprechen, schriftlich, mit Frist. Auf keinen Fall zahlen!',
    'Meine Mutter hat auch so eine Rechnung bekommen. Sie hat aus Angst bezahlt. Pfui!',
    'Ich drücke dir die Daumen, Annegret! ❤️',
    'Abzocke auf dem Rücken der Alten. Widerlich.',
    'Aufgelegt haben sie bei mir auch. Dreimal! Furchtbarer Laden.',
    'Wünsche gute Besserung fürs Bein!',
    'Ich arbeite selber in einer Hotline (woanders). Die Leute dort bekommen keine Zeit für sowas. Traurig.',
    'Teilen, teilen, teilen! Das müssen alle sehen!',
  ],
  answered: [
    '"Bitte wende dich an unsere Hotline." Habt ihr den Beitrag überhaupt gelesen?! 😡',
    'Lächerliche Antwort. Schämt euch!',
    'Das Schweigen ist schlimmer als die Rechnung. Armselig.',
    'Textbaustein Nr. 7, immer wieder gern genommen. Peinlich!',
  ],
  sunday: [
    'Wo ist eigentlich euer Wochenenddienst? Feiert der?',
    '20.000 Leute haben das gelesen, nur die Firma nicht.',
    'Und am Montag heißt es dann: "Wir waren überrascht." 🙄',
    'Wer ist noch da und lädt alle fünf Minuten neu? 😄',
    'Hat der Dackel jetzt Dienst?',
    'So verliert man in einer Nacht das Vertrauen von Tausenden. Dumm.',
    'Antwortet der Frau endlich!!!',
  ],
}

/** Quotes elsewhere; they name the brand. */
export const STORM_OPEN = {
  first: [
    'Habt ihr das auf der Seite von {B} gesehen? Die Frau mit dem Gipsbein und den 387 Euro. Unfassbar.',
    '{B} schickt einer Rentnerin mit Gipsbein eine Roaming-Rechnung. Kannste dir nicht ausdenken. 🙄',
    'Ich lese seit einer Stunde die Kommentare bei {B}. So viele Leute mit derselben falschen Rechnung. Skandal.',
    'Ich war jahrelang zufrieden mit {B}, aber wie die mit dieser Kundin umgehen, ist das Letzte.',
    '48 Minuten Warteschleife, dann aufgelegt. Kenne ich genau so von {B}. Zum Kotzen.',
    'Mal nachgeschaut: auch bei mir 31 Euro "Ausland" auf der Rechnung von {B}. Das ist doch Absicht!',
    'Falsche Rechnung, Mahnung, Sperre angedroht. {B} behandelt Kunden wie Dreck.',
    '387 Euro fürs Rumliegen, sowas schafft nur {B}. Empörend.',
    'Ick lach mir schlapp: {B} und det Jipsbeen. Aba traurig isset ooch.',
    'Dat mit {B} un de Fru ut Bad Lindenried is jo woll nich to glöven. Schietladen.',
    'A retired woman with a broken leg got a 387 euro roaming bill from {B}. She never left home. Outrageous.',
  ],
  answered: [
    'Bei {B} brennt gerade die Hütte und keiner ist da. Wochenende halt.',
    'Krisenkommunikation à la {B}: "Bitte wende dich an unsere Hotline." Peinlich.',
    'Annegret hat recht, und {B} sollte sich schämen.',
    'Respekt an die Frau, wie ruhig sie bleibt. {B} könnte sich was abschauen.',
    'Sachlich betrachtet: Roaming-Buchungsfehler kommen vor. Dass {B} vier Briefe nicht beantwortet, ist der Fehler.',
    'German phone company {B} tells a customer to call the hotline that hung up on her twice. Unbelievable.',
  ],
  sunday: [
    'Die Beschwerde bei {B} hat jetzt mehr Likes als mein Heimatort Einwohner.',
    'Neuer Tarif bei {B}: Gipsbein Flat. Liegen bleiben und trotzdem um die Welt. 😂',
    'Merke: Wer bei {B} daheim bleibt, war im Ausland.',
    'Wie viele Likes braucht es, bis bei {B} jemand ans Telefon geht?',
    'Für meine Vorlesung am Dienstag: {B} und der einsame Textbaustein. Danke für das Beispiel.',
    'Der Dackel von {B} hat sich übrigens auch noch nicht geäußert.',
    'Wo sind die Leute von {B} am Sonntag? Bei uns im Tante-Emma-Laden geht jemand ran.',
    'Kündigung bei {B} geschrieben. Wegen Annegret. Ja, wirklich.',
    'Wer hat Aktien von {B}? Frage für einen Freund. 😬',
    'Geschichte des Wochenendes: eine Frau, eine Rechnung, {B} schweigt.',
    'Ich wette, Montag um neun kommt bei {B} die große Entschuldigung.',
    'Bei {B} in den Kommentaren ist mehr los als im Fernsehen.',
    'Boykottiert {B}, anders lernen die es nicht. #Gipsbeinroaming',
    '#Gipsbeinroaming ist jetzt ein Wort. Danke, {B}.',
    'Meine Timeline kennt heute nur zwei Themen: Schnee und {B}.',
    'Watching the {B} complaint explode in real time. Where is their team?',
  ],
}
