/** The board: every brand by level, the storms, and the timeline of one brand. */

import { useState } from 'preact/hooks'
import type { BrandView, StormView } from '../../../shared/core/live.ts'
import { BrandCard, isLoud } from './brand-card.tsx'
import { useApp } from './context.ts'
import { StormList } from './storm-list.tsx'
import type { Table } from './table.ts'
import { Timeline } from './timeline.tsx'

/** More cards than this are folded away. */
const CARDS_SHOWN = 24

export function Board(props: { readonly brandId: string | null }) {
  const { table, text, line } = useApp()
  if (!table.system) {
    return (
      <p class="quiet loading">{line.state === 'lost' ? text.line.never : text.line.loading}</p>
    )
  }
  const brands = sortedBrands(table)
  const first = brands[0]
  if (!first) return <NoBrands />
  const chosen = table.brands.get(props.brandId ?? '') ?? first
  return (
    <>
      <h1 class="visually-hidden">{text.board.title}</h1>
      <Cards brands={brands} chosen={props.brandId} />
      <div class="board-below">
        <Timeline key={chosen.id} brand={chosen} brands={brands} />
        <StormList storms={[...table.storms.values()]} />
      </div>
    </>
  )
}

function NoBrands() {
  const { text } = useApp()
  return (
    <section class="panel empty">
      <h1>{text.board.empty}</h1>
      <p>
        {text.board.emptyHow} <code>npx sturmwarte init</code>
      </p>
    </section>
  )
}

function Cards(props: { readonly brands: readonly BrandView[]; readonly chosen: string | null }) {
  const { text } = useApp()
  const [all, setAll] = useState(false)
  const [filter, setFilter] = useState('')
  const many = props.brands.length > CARDS_SHOWN
  const found = props.brands.filter((brand) => brand.name.toLowerCase().includes(filter))
  const shown = all || filter ? found : found.slice(0, CARDS_SHOWN)
  return (
    <section aria-labelledby="brands-title">
      <h2 id="brands-title" class="visually-hidden">
        {text.board.brands}
      </h2>
      {many && (
        <input
          class="input filter"
          type="search"
          placeholder={text.board.filter}
          aria-label={text.board.filter}
          onInput={(event) => setFilter(event.currentTarget.value.toLowerCase())}
        />
      )}
      <CardGrid brands={shown.filter(isLoud)} chosen={props.chosen} loud={true} />
      <CardGrid brands={shown.filter((one) => !isLoud(one))} chosen={props.chosen} loud={false} />
      {shown.length === 0 && <p class="quiet">{text.board.noneFound}</p>}
      {many && !all && !filter && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          {text.board.showAll(props.brands.length)}
        </button>
      )}
    </section>
  )
}

function CardGrid(props: {
  readonly brands: readonly BrandView[]
  readonly chosen: string | null
  readonly loud: boolean
}) {
  const { table } = useApp()
  if (props.brands.length === 0) return null
  return (
    <div class={props.loud ? 'cards cards-loud' : 'cards'}>
      {props.brands.map((brand) => (
        <BrandCard
          key={brand.id}
          brand={brand}
          storm={openStorm(table, brand, 'storm')}
          candystorm={openStorm(table, brand, 'candystorm')}
          chosen={brand.id === props.chosen}
        />
      ))}
    </div>
  )
}

/** By level, then score; brands without data after the loud ones and before the calm: they are no calm. */
export function sortedBrands(table: Table): BrandView[] {
  const rank = (brand: BrandView) => (brand.reading === null ? 0.5 : brand.level)
  return [...table.brands.values()].sort(
    (a, b) =>
      rank(b) - rank(a) ||
      (b.reading?.score ?? -1) - (a.reading?.score ?? -1) ||
      a.name.localeCompare(b.name),
  )
}

function openStorm(table: Table, brand: BrandView, kind: StormView['kind']): StormView | undefined {
  const named = brand.stormId === null ? undefined : table.storms.get(brand.stormId)
  if (named?.kind === kind && named.endedAt === null) return named
  for (const storm of table.storms.values()) {
    if (storm.brandId === brand.id && storm.kind === kind && storm.endedAt === null) return storm
  }
  return undefined
}
