/** Turns a matched record of the journal into what the detector folds: scored, pseudonymous, without text. */

import type { Brand } from '../core/brand.ts'
import { type BrandMention, type Deletion, type EngagementSample, idKey } from '../core/mention.ts'
import type {
  DeletionObservation,
  EngagementObservation,
  MentionObservation,
  Origin,
} from '../core/observation.ts'
import { isOwnAuthor, ownHandlesOf } from '../core/own.ts'
import { namesOf } from '../core/sentiment/classes.ts'
import { type DriftReport, driftWatch } from '../core/sentiment/drift.ts'
import type { Corrections } from '../core/sentiment/own-labels.ts'
import type { FastScore } from '../core/sentiment/score.ts'
import { tokenise } from '../core/sentiment/tokens.ts'
import { aboutBrands } from './about.ts'
import type { Pseudonyms } from './pseudonym.ts'
import { ownWordsOf, pressOf, saidIn } from './said.ts'
import { loadScorer } from './sentiment-files.ts'

export interface RecordScorer {
  /**
   * About 30 microseconds for a short post. The polarity is that towards the brand where the post names it. `lang` is
   * what was found, for metrics and the store.
   */
  mention(
    mention: BrandMention,
    from?: Origin,
  ): { readonly observation: MentionObservation; readonly lang: string }
  engagement(sample: EngagementSample & { brandId: string }, from?: Origin): EngagementObservation
  deletion(deletion: Deletion & { brandId: string }, from?: Origin): DeletionObservation
  /** Whether the posts still look like those the models learned from: the windows filled since last asked. */
  drift(): readonly DriftReport[]
}

/** @param corrections what a brand's own labels change at present, asked for with every mention */
export function createRecordScorer(
  brands: readonly Brand[],
  authors: Pseudonyms,
  corrections: (brandId: string) => Corrections | undefined = () => undefined,
): RecordScorer {
  const scorer = loadScorer()
  const known = new Map(brands.map((brand) => [brand.id, knownOf(brand)]))
  const about = aboutBrands(brands, corrections)
  const watch = driftWatch(scorer.bands)
  let reports: DriftReport[] = []
  return {
    drift() {
      const filled = reports
      if (filled.length > 0) reports = []
      return filled
    },
    mention(mention, from) {
      const tokens = tokenise(mention.text)
      const { lang } = scorer.detect(tokens, mention.lang)
      const asked = about(mention.brandId)
      const score = scorer.scoreFast(tokens, lang, mention.kind, asked)
      const report = watch.add(lang, score)
      if (report !== undefined) reports.push(report)
      const { author } = mention
      const brand = known.get(mention.brandId)
      const { pNegMilli, pPosMilli } = polarityOf(mention, score)
      const observation: Mutable<MentionObservation> = {
        type: 'mention',
        brandId: mention.brandId,
        mentionId: mention.id,
        key: idKey(mention.id),
        at: mention.observedAt,
        publishedAt: mention.publishedAt,
        source: mention.source,
        kind: mention.kind,
        pNegMilli,
        pPosMilli,
        author: author ? authors.authorKey(mention.source, author.id) : 0,
        own: isOwnAuthor(brand?.own, {
          authorHandle: author?.handle,
          source: mention.source,
        }),
        touchpoints: touchpointsOf(score, asked?.cues?.touchpointNames ?? scorer.touchpointNames),
        lang,
        said: saidIn(mention, tokens, score.classes, brand?.words, brand?.press),
      }
      // Not spread: nearly all observations are of one shape, and cheap to make.
      if (from) observation.from = from
      if (asked?.corrections) observation.labels = asked.corrections.version
      return { lang, observation }
    },
    engagement: engagementOf,
    deletion: deletionOf,
  }
}

function knownOf(brand: Brand) {
  return { own: ownHandlesOf(brand), words: ownWordsOf(brand), press: pressOf(brand) }
}

/** The one that is named most comes first. */
function touchpointsOf(
  { touchpoints, mainTouchpoint: main }: FastScore,
  names: readonly string[],
): string[] {
  return [...namesOf(main, names), ...namesOf(touchpoints & ~main, names)]
}

type Mutable<Record> = { -readonly [Field in keyof Record]: Record[Field] }

/** A probability that came with the record stands. */
function polarityOf(
  { pNeg }: BrandMention,
  score: FastScore,
): Pick<MentionObservation, 'pNegMilli' | 'pPosMilli'> {
  if (pNeg === undefined) return score
  return {
    pNegMilli: Math.round(pNeg * 1_000),
    pPosMilli: Math.min(score.pPosMilli, Math.round((1 - pNeg) * 1_000)),
  }
}

function engagementOf(
  sample: EngagementSample & { brandId: string },
  from?: Origin,
): EngagementObservation {
  return {
    type: 'engagement',
    brandId: sample.brandId,
    mentionId: sample.mentionId,
    key: idKey(sample.mentionId),
    at: sample.observedAt,
    source: sample.source,
    likes: sample.likes,
    comments: sample.comments,
    shares: sample.shares,
    ...(from ? { from } : {}),
  }
}

function deletionOf(deletion: Deletion & { brandId: string }, from?: Origin): DeletionObservation {
  return {
    type: 'deletion',
    brandId: deletion.brandId,
    mentionId: deletion.mentionId,
    key: idKey(deletion.mentionId),
    at: deletion.observedAt,
    ...(from ? { from } : {}),
  }
}
