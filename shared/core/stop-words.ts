/** Words of German and English that only hold sentences together: nobody watches them, and no storm is about them. */

import { fold } from './sentiment/characters.ts'

/** A list of its own: those of `sentiment/language.ts` tell languages apart and may change with what they tell. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei
  bevor bin bis bist da dafür dagegen damit dann daran darauf darf darüber darum das dass daß davon dazu dein deine
  deinem deinen deiner deines dem den denen denn der deren des deshalb dessen deswegen dich die dies diese diesem
  diesen dieser dieses dir doch dort du durch dürfen durfte ein eine einem einen einer eines einige er es etwas euch
  euer eure eurem euren eurer für ganz gegen gewesen hab habe haben hast hat hatte hätte hatten hätten hättest hier
  hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins ist ja jede jedem jeden jeder jedes
  jetzt kann kein keine keinem keinen keiner keines können könnte konnte könnten konnten man manche mehr mein meine
  meinem meinen meiner meines mich mir mit muss müssen musste müsste mussten nach nachdem nein nicht nichts noch nun
  nur ob obwohl oder ohne schon sehr seid sein seine seinem seinen seiner seines selbst sich sie sind so solche soll
  sollte sollten sondern sonst trotz über um und uns unser unsere unserem unseren unserer unseres unter viel vom von
  vor während war waren warst was weg wegen weil weiter welche welcher wem wen wenn wer werde werden wessen wie
  wieder will wir wird wirst wo wollen wollte wollten worden würde wurde würden wurden würdest zu zum zur zwar
  zwischen
  a about above after again all although am an and any are as at be because been before being below between both but
  by can could did do does doing don down during each either else every few for from further had has have having he
  her here hers him his how i if in into is it its just me might more most must my neither no nor not now of off on
  once only or other our out over own same shall she should since so some such than that the their them then there
  these they this those though through to too under unless until up upon us very was we were what when where whether
  which while who whom whose why will with within without would yet you your`
    .split(/\s+/)
    .map(fold),
)

/** @param word in small letters, folded or not */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(fold(word))
}
