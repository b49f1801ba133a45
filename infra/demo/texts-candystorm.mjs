/**
 * The wave of praise for Almgold: two drivers brought food to a snowed-in village that exists nowhere. Nearly all
 * of it is glad; the last list holds the few who are not.
 */

export const CANDY_FIRST_POST = [
  'Hinterlahnbach ist seit Donnerstag eingeschneit, die Straße ist dicht, der Laden leer.',
  'Heute früh um sechs standen plötzlich zwei Fahrer von Almgold mit Schneeketten auf dem Dorfplatz:',
  'Milch, Käse, Butter, dazu Brot und Windeln, die sie unterwegs eingesammelt haben. Für alle, umsonst.',
  'Danach haben sie noch bei Frau Huber die Einfahrt freigeschaufelt. Wir haben alle geheult vor Freude.',
  'Danke, Danke, Danke! Ihr seid großartig! ❤️🐄 #Almgold',
].join(' ')

export const CANDY_WALL_POST =
  'Schaut mal, was eure zwei Fahrer heute früh bei uns in Hinterlahnbach gemacht haben! Das halbe Dorf frühstückt ' +
  'jetzt mit eurer Butter. Herzlichen Dank an euch alle, wir sind überglücklich! ❤️'

export const CANDY_OPEN = [
  'Zwei Fahrer von {B} bringen Milch und Brot in ein eingeschneites Dorf. Einfach so. Großartig! ❤️',
  'Ich habe Gänsehaut. Danke {B}, danke an die beiden Fahrer!',
  'So geht Zusammenhalt. Respekt, {B}!',
  'Ab heute nur noch Butter von {B}. Was für eine schöne Geschichte.',
  'Die Fahrer von {B} sind echte Helden. Hut ab!',
  'Man liest so viel Mist im Netz, und dann das: {B} und das verschneite Dorf. Wunderbar.',
  '{B} hat heute alles richtig gemacht. Danke!',
  'Kann bitte jemand diesen Fahrern von {B} einen Orden geben? Klasse Aktion!',
  'Herzlichen Dank an {B}, meine Tante wohnt in Hinterlahnbach und ist überglücklich.',
  'Mir kommen die Tränen vor Freude. {B}, ihr seid wunderbar.',
  'Nicht gefragt, nicht gefilmt, einfach geholfen. Liebe für {B}! 💛',
  'Und dann auch noch die Einfahrt freigeschaufelt! {B}, ich liebe euch.',
  'Das ist das Schönste, was ich diese Woche gelesen habe. Danke, {B}.',
  'Hier mal ein Candystorm für {B}, verdient! 🍬🍬🍬',
  'Vorbildlich, {B}. Davon könnten sich andere eine Scheibe abschneiden. Bergkäse zum Beispiel. 😄',
  'Sowas von sympathisch, {B}! Morgen kaufe ich den ganzen Kühlschrank voll.',
  'Mei, is des schee. Vergelts Gott, {B}!',
  'Des isch a Sach! Respekt, {B}, ihr send super.',
  'Ick freu mir een Loch in Bauch. Danke {B}!',
  'Hut ab vor den Jungs von {B}. Dat is Nachbarschaft.',
  'Meine Kinder malen gerade ein Bild für die Fahrer von {B}. So lieb!',
  'Mit Schneeketten und Herz: {B}. Toll!',
  'Manchmal gewinnt das Gute. Danke, {B}.',
  '{B} bekommt heute meinen ganzen Applaus. 👏👏👏',
  'Windeln haben sie auch mitgebracht! Wer so mitdenkt, ist einfach klasse. Danke {B}!',
  'Ich kannte {B} bis heute nicht, jetzt bin ich Fan.',
  'Der Vater von dem einen Fahrer hat bei uns im Ort erzählt, wie stolz er ist. Zu Recht! Danke {B}.',
  'Bestes Unternehmen: {B}. Menschlich, unkompliziert, großartig.',
  'Liebes Team von {B}, das war eine wunderbare Tat. Danke von Herzen!',
  'Gute Nachrichten zum Sonntag: {B} hilft, alle satt, alle glücklich. 😊',
]

export const CANDY_WALL = [
  'Danke! Ihr seid großartig!',
  'Ihr seid Helden! ❤️',
  'Wunderbar, einfach wunderbar.',
  'Hut ab und herzlichen Dank an die beiden Fahrer!',
  'So viel Herz! Ich bin begeistert.',
  'Respekt! Davon brauchen wir mehr.',
  'Gänsehaut! Danke für alles.',
  'Tolle Menschen arbeiten bei euch. 👏',
  'Ab jetzt kaufe ich nur noch bei euch. Super Aktion!',
  'Bitte drückt die zwei ganz fest von mir! 🤗',
  'Meine Oma lebt dort und ist so dankbar. Danke, danke, danke!',
  'Ein Lichtblick. Ihr habt mir den Sonntag gerettet.',
  'Klasse gemacht! 👍👍👍',
  'Das vergessen wir euch nie. Liebe Grüße aus Hinterlahnbach!',
  'Vergelts Gott! ❤️',
  'Große Klasse, ganz großes Kino!',
  'Sowas Schönes! Ich freue mich mit dem ganzen Dorf.',
  'Ihr seid die Besten! 🐄💛',
  'Chapeau! Vorbildlich.',
  'Solche Chefs wünscht man sich, die ihre Leute einfach helfen lassen. Toll!',
  'Ganz lieben Dank an die Fahrer, ihr habt das Herz am rechten Fleck.',
  'Wie schön ist das denn! 😍',
  'Ich hab Tränen in den Augen, so schön!',
  'Einfach nur danke. 🙏',
  'Bravo! Bravo! Bravo!',
  'Stark! Weiter so!',
  'Da schmeckt die Milch gleich doppelt so gut. Danke!',
]

export const CANDY_SOUR = [
  'Nett, aber {B} macht das doch nur für die Werbung. Peinlich.',
  'Und warum räumt der Landkreis nicht? Dass {B} einspringen muss, ist traurig.',
  'Schöne Geschichte, trotzdem sind die Preise von {B} eine Frechheit.',
]
