/** What the companies post on their own walls, and the occasional article. All invented. */

export const WALL_POSTS = {
  kornblum: [
    'Frisch gepflückt! Unser Tarif "Margerite" blüht auf: ab heute mit 20 GB. Alle Infos auf unserer Seite. Euer Team von Kornblum',
    'Wer entdeckt unseren Dackel Fridolin heute in der Stadt? Schickt uns euer Foto! 🐾 #Kornblum',
    'Tipp vom Kornblum-Team: So richtet ihr eure Mailbox in einer Minute ein.',
    'Heute Nacht arbeiten wir am Netz in {stadt}. Danke für eure Geduld! Euer Kornblum Mobil',
    'Wie viele Fotos habt ihr auf dem Handy? Wir fragen für einen Dackel. Euer Kornblum-Team',
    'Neu bei Kornblum Mobil: eSIM in der App bestellen. Probiert es aus!',
    'Familientarif "Wiese": vier Karten, ein Preis. Mehr dazu in jedem Laden von Kornblum.',
    'Schönes Wochenende wünscht euer Team von Kornblum Mobil! ☀️',
  ],
  almgold: [
    'Grüße von der Alm! Das ist Resi, sie ist immer die Erste am Trog. Euer Almgold-Team',
    'Neu im Glas: {sorte} mit Hafer. Ab {tag} im Regal. #Almgold',
    'Rezept der Woche: Kaiserschmarrn mit Quark von Almgold.',
    'Butter ins Kühlfach oder in die Dose? Wie haltet ihr es? Euer Almgold-Team',
    'Unser Hofladen hat ab {tag} wieder offen. Wir freuen uns auf euch! Almgold',
  ],
  lichtwerk: [
    'Licht an! Unsere Stehlampe "Kranich" jetzt in drei Farben. Euer Lichtwerk',
    'Reparieren statt wegwerfen: jeden {tag} Werkstatt bei Lichtwerk in {stadt}.',
    'Welche Lampe passt zu wem? Macht unser kleines Rätsel. #Lichtwerk',
    'Nur diese Woche: Ladekabel zum halben Preis. Euer Lichtwerk-Team',
    'Umbau fertig! Kommt vorbei in {stadt}, es gibt Kuchen. Euer Lichtwerk',
  ],
}

export const ARTICLES = {
  kornblum: [
    'Kornblum Mobil baut Netz {gegend} aus. Bis zum Sommer sollen 40 neue Masten stehen, teilt das Unternehmen mit.',
    'Tarifvergleich im März: Kornblum Mobil, zwei Herausforderer und die Frage, wie viel Datenvolumen man braucht.',
    'Kornblum benennt seine Tarife nach Wiesenblumen. Was sich für Bestandskunden ändert und was nicht.',
    'Werbung mit Dackel: Warum Kornblum auf Fridolin setzt. Ein Gespräch über Hunde, Farben und Aufmerksamkeit.',
  ],
  almgold: [
    'Almgold stellt zwei weitere Sorten auf Glas um. Die Molkerei rechnet mit 300 Tonnen weniger Verpackung im Jahr.',
    'Heumilch gefragt wie nie: Almgold sucht {gegend} weitere Höfe als Partner.',
    'Zu Besuch in der Käserei von Almgold: ein Vormittag zwischen Kupferkessel und Reifekeller.',
  ],
  lichtwerk: [
    'Lichtwerk eröffnet Filiale in {stadt}. Auf zwei Etagen gibt es Lampen, Elektronik und eine Werkstatt.',
    'Reparieren liegt im Trend: Lichtwerk weitet seine offene Werkstatt auf zwölf Orte aus.',
    'Test Leselampen: sechs Modelle, darunter zwei von Lichtwerk, im Vergleich.',
  ],
}
