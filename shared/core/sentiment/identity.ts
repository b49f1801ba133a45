/**
 * Words for who people are: faith, origin, skin, sex and love, disability, age. Posts with them are more often negative in
 * every corpus, because of what was said about these people; a weight on them would be prejudice. So the model does not
 * see them: they are no n-grams, no part of a pair, their letters tell nothing, and no lexicon gives them a value.
 * Whoever insults them is heard by the other words.
 */

import { fold } from './characters.ts'

const DE = `muslim muslima moslem islam islamisch muslimisch jude jüdin jüdisch judentum christ christin christlich
katholik katholikin katholisch protestant evangelisch hindu buddhist atheist sikh
ausländer ausländerin ausländisch migrant migrantin migration flüchtling geflüchtet asylant asylbewerber
türke türkin türkisch kurde kurdin kurdisch araber araberin arabisch afrikaner afrikanerin afrikanisch asiate asiatin asiatisch
chinese chinesin chinesisch russe russin russisch ukrainer ukrainerin ukrainisch pole polin polnisch rumäne rumänin rumänisch
syrer syrerin syrisch afghane afghanin afghanisch inder inderin indisch israeli israelisch amerikaner amerikanerin deutscher
roma sinti schwarz schwarzer dunkelhäutig weißer schwul schwuler lesbe lesbisch homosexuell bisexuell transgender transsexuell trans
queer nonbinär transfrau transmann frau fräulein mädchen männer weiblich männlich
behindert behinderter schwerbehindert gehbehindert sehbehindert blinder gehörloser gehörlos rollstuhlfahrer rollstuhlfahrerin autist
autistin autistisch rentner rentnerin senior seniorin kopftuch hijab`
const EN = `muslim moslem islam islamic jew jewish judaism christian christianity catholic protestant hindu buddhist atheist sikh
immigrant migrant refugee foreigner asylum turk turkish kurd kurdish arab arabic african asian chinese russian ukrainian romanian syrian afghan indian pakistani israeli mexican american british irish latino latina hispanic black
roma gypsy gay lesbian homosexual bisexual transgender transsexual trans queer nonbinary woman women men girl boy
female male lady disabled disability handicapped blind deaf autistic wheelchair elderly pensioner hijab headscarf`

/** Endings that make forms of them; forms that do not exist match nothing. */
const ENDINGS = {
  de: ['', 'e', 'en', 'er', 'es', 'em', 'n', 's', 'nen'],
  en: ['', 's', 'es'],
} as const

const WORDS = new Set([...formsOf(DE, ENDINGS.de), ...formsOf(EN, ENDINGS.en)])

function formsOf(list: string, endings: readonly string[]): string[] {
  return list.split(/\s+/).flatMap((word) => endings.map((ending) => fold(word) + ending))
}

/** @param key of a word, folded */
export function isIdentity(key: string): boolean {
  return WORDS.has(key)
}
