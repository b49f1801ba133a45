/** Refuses words that would make half of all mentions belong to a brand. */

/**
 * Function words of German and English, folded. A list of its own: the classifier's lists serve another purpose
 * and may change with the model.
 */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei
  bin bis bist da damit dann das dass daß dein deine dem den denn der des dessen dich die dies diese diesem diesen
  dieser dieses dir doch dort du durch ein eine einem einen einer eines einige er es etwas euch euer eure für ganz
  gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in
  indem ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinem keinen keiner können man manche mehr
  mein meine mich mir mit muss musste nach nein nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem
  seinen seiner selbst sich sie sind so solche soll sollte sondern sonst über um und uns unser unsere unter viel vom
  von vor war waren warst was weg weil weiter welche welcher wenn wer werde werden wie wieder will wir wird wo
  wollen würde würden zu zum zur zwar zwischen
  a about above after again all am an and any are as at be because been before being below between both but by can
  did do does doing don down during each few for from further had has have having he her here hers him his how i if
  in into is it its just me more most my no nor not now of off on once only or other our out over own same she
  should so some such than that the their them then there these they this those through to too under until up us
  very was we were what when where which while who whom why will with you your`.split(/\s+/),
)

/** Why a word cannot be watched, as the end of a sentence, or undefined where it can. */
export function whyNotWatched(word: string, literal = false): string | undefined {
  const parts =
    word
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const letters = [...parts.join('')]
  if (letters.length === 0) return 'has no letter or digit'
  if (letters.length === 1) return 'is a single letter, which is found everywhere'
  if (!literal && /^\d{1,2}$/.test(word.trim()))
    return 'is a short number, which is found everywhere'
  if (!literal && parts.every((part) => STOP_WORDS.has(part)))
    return 'is an everyday word, which is found everywhere'
  return undefined
}
