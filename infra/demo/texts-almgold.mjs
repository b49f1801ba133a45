/** What people say about the dairy Almgold on a normal day. `{B}` is the brand. All invented. */

export const ALMGOLD_NEUTRAL = [
  'Gibt es die Heumilch von {B} auch {laden}?',
  'Welche Sorte Joghurt von {B} nehmt ihr? Ich schwanke zwischen {sorte} und Natur.',
  'Rezeptfrage: Kann man Quark von {B} durch Skyr ersetzen?',
  'Einkaufszettel: Brot, Äpfel, zwei Becher {sorte} von {B}, Katzenfutter.',
  'Hat {B} das Etikett geändert? Die Kuh schaut jetzt nach links.',
  'Sonntagsfrühstück: Brötchen, Butter von {B}, Zeitung. Mehr passiert heute nicht.',
  'Sammelt noch jemand die Glasflaschen von {B}? Ich hab inzwischen {n}.',
  'Wo kommt die Milch von {B} eigentlich her, weiß das jemand?',
  'Der Lieferwagen von {B} steht wieder vor der Schule in {stadt}.',
  'Heute Werksführung bei {B} mit der Klasse. Alle wollten nur die Kälbchen sehen.',
  '{verw} kocht den Grießbrei nur mit Milch von {B}. Tradition.',
  'Almabtrieb ist zwar erst im Herbst, aber {B} hat schon die Plakate aufgehängt.',
  'Ist der Bergkäse von {B} laktosefrei? Finde dazu nichts.',
  'Neue Sorte von {B}: {sorte} mit Hafer. Hat die schon wer probiert?',
  'Pfand für die Gläser von {B}: 15 oder 25 Cent?',
  'Mein Kühlschrank besteht zu einem Drittel aus Bechern von {B}.',
  'Kaasspatzn gibts heit, mitm Bergkas vo {B}.',
  'Suche das alte Kochheft von {B}, das mit der karierten Tischdecke. Hat das noch jemand?',
  '{B} hat jetzt einen Automaten am Hofladen {gegend}.',
  'Milchreis-Frage: Vollmilch von {B} oder die fettarme?',
  'Seit {tag} gibt es {laden} nur noch die kleinen Becher von {B}.',
  'Wie lange hält sich der Schmand von {B}, wenn er offen ist?',
]

export const ALMGOLD_NEUTRAL_WALL = [
  'Gibt es die Sorte {sorte} auch im großen Glas?',
  'Wo kann ich eure Butter in {stadt} kaufen?',
  'Ist da Gelatine drin?',
  'Welche Kuh ist auf dem Bild?',
  'Wann macht der Hofladen wieder auf?',
  '{vorname}, das sind doch unsere Becher!',
  'Nehmt ihr die Gläser auch ohne Deckel zurück?',
  'Kommt die Sorte {sorte} wieder?',
  'Kann man bei euch auch mit einer Gruppe von {n} Leuten vorbeischauen?',
  'Hab ich am {tag} {laden} gesehen.',
]

export const ALMGOLD_POSITIVE = [
  'Der {sorte}-Joghurt von {B} ist so lecker, ich könnte drin baden. 😍',
  'Beste Butter überhaupt: die von {B}. Keine Diskussion.',
  'Hab heute zum ersten Mal den Bergkäse von {B} probiert. Ein Traum!',
  'Endlich gibt es {B} auch {laden}. Ich freu mich so!',
  'Frische Brezn, Butter von {B}, mehr brauch i ned. Herrlich.',
  'Schön, dass {B} wieder auf Glas umgestellt hat. Gefällt mir sehr.',
  'Kakao mit der Heumilch von {B}: {verw} ist begeistert.',
  'Super freundlicher Fahrer von {B} heute, hat den Kindern einen Becher geschenkt. Danke!',
  'Die Kühe von {B} haben ein gutes Leben, das schmeckt man. Großartig.',
  'Großes Lob an den Hofladen von {B} {gegend}, sehr nett und liebevoll gemacht.',
  'Quarkkuchen mit {B} gelungen wie noch nie. Ich bin stolz!',
  'Schmeckt wie früher bei Oma: die Buttermilch von {B}. Wunderbar.',
  'Der Käse vo {B} isch oifach guad. Kann i bloß empfehla.',
  'Respekt, {B} zahlt den Bauern einen fairen Preis. Dafür gebe ich gern etwas mehr aus.',
]

export const ALMGOLD_POSITIVE_WALL = [
  'Sehr lecker, gibt es bei uns jeden Morgen!',
  'Mein Lieblingsjoghurt! 😋',
  'Tolles Foto, da bekommt man gute Laune.',
  'Die Sorte {sorte} ist die beste. Danke dafür!',
  'Schön, dass es euch gibt.',
  'Wir lieben eure Butter! ❤️',
  'Super, endlich wieder im Glas.',
  'So schöne Kühe, herrlich!',
]

export const ALMGOLD_NEGATIVE = [
  'Der Becher {sorte} von {B} war schon beim Öffnen schimmlig. Ekelhaft.',
  'Wieder ist {B} teurer geworden, und der Becher kleiner. Mogelpackung!',
  'Bin enttäuscht von der neuen Rezeptur bei {B}. Viel zu süß, schmeckt nicht mehr.',
  'Deckel undicht, halbe Tasche voll Milch. Danke, {B}. 😡',
  '{B} hat den guten Schmand aus dem Sortiment genommen. Warum nur? Schade.',
  'Milch von {B} zwei Tage vor Ablauf sauer. Sehr ärgerlich.',
]

export const ALMGOLD_NEGATIVE_WALL = [
  'Schon der zweite Becher mit kaputtem Deckel. So nicht!',
  'Früher war da mehr Frucht drin. Leider schlechter geworden.',
  'Keine Antwort auf meine Beschwerde vom {tag}. Schwach.',
]
