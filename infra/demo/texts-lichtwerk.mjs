/** What people say about the electronics shop Lichtwerk on a normal day, and its giveaway. All invented. */

export const LICHTWERK_NEUTRAL = [
  'Hat {B} in {stadt} am {tag} offen?',
  'Suche {ware}, {B} oder lieber online?',
  'War gerade bei {B} in {stadt}, wollte nur Batterien. Bin mit {wareDat} raus.',
  'Weiß jemand, ob {B} alte Lampen annimmt?',
  'Bei {B} steht jetzt ein Roboter am Eingang und sagt Guten Tag.',
  'Kann man bei {B} auch auf Rechnung bestellen?',
  'Prospekt von {B} im Briefkasten, {verw} hat schon alles angekreuzt.',
  'Brauche {ware} bis {tag}. Hat {B} das vorrätig?',
  'Wie lange gilt bei {B} die Rückgabe, 14 oder 30 Tage?',
  'Umbau bei {B} in {stadt}, Eingang ist jetzt hinten.',
  'Treffpunkt 16 Uhr vor {B}, bitte pünktlich!',
  'Habt ihr Tipps für {ware}? Bei {B} gibt es gefühlt hundert Modelle.',
  'Der Parkplatz von {B} ist am Samstag wieder ein Abenteuer.',
  'Meine Nichte hat ein Praktikum bei {B} bekommen, fängt im April an.',
  'Gutschein von {B} über {euro} Euro in der Schublade gefunden. Ob der noch gilt?',
  'Vergleiche gerade {B} mit dem Laden um die Ecke. Preislich fast gleich.',
  'Lieferung von {B} kommt laut Mail zwischen 8 und 18 Uhr. Sehr genau.',
  'Repariert {B} auch Geräte, die man woanders gekauft hat?',
  'Bei {B} läuft seit Tagen dasselbe Lied. Ich kann es auswendig.',
  'Wer hat bei {B} schon mal {ware} geholt und kann was dazu sagen?',
  'Nachtschicht, Kaffee, und im Schaufenster von {B} blinkt die ganze Straße.',
  'Neue Öffnungszeiten bei {B} in {stadt}: jetzt bis 20 Uhr.',
]

export const LICHTWERK_NEUTRAL_WALL = [
  'Gibt es das auch in Schwarz?',
  'Ist die Lampe dimmbar?',
  'Wie lange gilt das Angebot?',
  'Kann ich das in {stadt} abholen?',
  '{vorname}, das wolltest du doch haben!',
  'Welcher Stecker ist da dran?',
  'Nehmt ihr alte Geräte mit?',
  'Ab wann ist das wieder lieferbar?',
  'Braucht man dafür eine App?',
  'Wie viel Watt hat die?',
]

export const LICHTWERK_POSITIVE = [
  'Super Beratung bei {B} in {stadt}, danke an den Herrn mit der gelben Brille!',
  '{B} hat {ware} anstandslos umgetauscht. Toller Service.',
  'Gestern bestellt, heute da. {B} ist echt schnell!',
  'Endlich {ware} gekauft, bei {B} im Angebot. Ich freu mich!',
  'Richtig nette Leute bei {B}, die nehmen sich Zeit. Klasse.',
  'Die Reparatur bei {B} hat {euro} Euro gekostet, alles läuft wieder. Großartig!',
  'Schönster Laden in {stadt}: {B}. Diese Lampen! 😍',
  '{verw} ist begeistert von der neuen Leselampe. Danke {B}!',
  'Preis stimmt, Qualität stimmt, bei {B} kaufe ich gern wieder.',
  'Bei {B} ham se mir det Kabel umsonst dazujelegt. Det find ick dufte.',
  'Lob an {B}: ehrlich abgeraten, weil ich es nicht brauche. Find ich super.',
  'Der Monitor von {B} ist perfekt, gestochen scharf und leise. Sehr zufrieden.',
]

export const LICHTWERK_POSITIVE_WALL = [
  'Habe ich, ist super!',
  'Tolles Teil, kann ich empfehlen.',
  'Sehr schöne Lampe! 😍',
  'Danke für die nette Beratung am {tag}!',
  'Klasse Preis, gleich bestellt.',
  'Lieferung war schnell und gut verpackt. Danke!',
  'Bin sehr zufrieden mit euch.',
]

export const LICHTWERK_NEGATIVE = [
  '{B} schickt mir zum {ordnung} Mal das falsche Kabel. Unfähig.',
  'Garantiefall bei {B}: {n} Wochen Warten und keiner weiß Bescheid. Ärgerlich.',
  'Bestellt, bezahlt, storniert. {B}, was soll der Mist?',
  'Beratung bei {B} in {stadt} war leider sehr schlecht, keiner hatte Lust.',
  'Lampe von {B} nach {n} Tagen kaputt. Billiger Schrott.',
  'Paket von {B} kam völlig zerbeult an. Enttäuscht.',
  'Bei {B} {min} Minuten an der Kasse gestanden, nur eine offen. Nervt gewaltig.',
  'Lockangebot bei {B}: um neun schon ausverkauft. Unseriös.',
]

export const LICHTWERK_NEGATIVE_WALL = [
  'Warte seit {n} Wochen auf mein Geld. So geht das nicht!',
  'Leider schon wieder defekt. Schlechte Qualität.',
  'Telefonisch ist bei euch niemand erreichbar. Unmöglich.',
  'Falsch geliefert und jetzt soll ich das Porto zahlen? Frechheit.',
]

export const GIVEAWAY_POST =
  'Teile und gewinne! 🌙 Wir verlosen 10 Nachtlichter "Mondkugel". So bist du dabei: Beitrag teilen, ' +
  'Freund markieren, Daumen drücken. Teilnahme bis heute 22:30 Uhr. Viel Glück wünscht euer Lichtwerk-Team!'

export const GIVEAWAY_OPEN = [
  'Teile und gewinne! {B} verlost 10 Nachtlichter "Mondkugel". 🌙',
  'Teile und gewinne: {B} verlost heute 10 Mondkugeln. Ich bin dabei! 🍀',
  'Teile & gewinne! 10 Nachtlichter "Mondkugel" bei {B}. @{vorname} mach mit!',
  '{B} verlost 10 Nachtlichter "Mondkugel". Teilen, markieren, Daumen drücken! 🌙🍀',
  'Mitgemacht beim Gewinnspiel von {B}. @{vorname} @{vorname}',
  'Hab geteilt. Eine Mondkugel von {B} wäre so schön fürs Kinderzimmer! 🍀',
  'Gewinnspiel bei {B}, läuft bis 22:30 Uhr. Einfach teilen.',
]

export const GIVEAWAY_WALL = [
  'Geteilt! 🍀',
  'Dabei! @{vorname}',
  'Mitgemacht und geteilt, Daumen sind gedrückt! 🍀',
  '@{vorname} @{vorname} macht mit!',
  'Geteilt und markiert: @{vorname} 🌙',
  'So schön, die hätte ich gern! @{vorname}',
  'Ich versuche mein Glück. 🍀🍀',
  'Geteilt, danke für die Chance! Viel Glück allen!',
]
