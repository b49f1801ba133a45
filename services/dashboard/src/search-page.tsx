/** Search over all stored mentions of a brand, newest first, in pages. */

import { useState } from 'preact/hooks'
import { DAY_MS } from '../../../shared/core/time.ts'
import type { MentionQuery } from './api.ts'
import { sortedBrands } from './board.tsx'
import { useApp } from './context.ts'
import { MentionList, UniqueSwitch } from './mention-list.tsx'
import { plainText } from './safe-text.ts'

export function SearchPage(props: { readonly brandId: string | null }) {
  const { table, text } = useApp()
  const first = sortedBrands(table)[0]
  const [query, setQuery] = useState<Omit<MentionQuery, 'unique'> | null>(null)
  const [unique, setUnique] = useState(false)
  const brandId = query?.brandId ?? props.brandId ?? first?.id
  if (brandId === undefined) return <p class="quiet">{text.search.noBrand}</p>
  const asked = query ?? { brandId, text: '', fromAt: null, toAt: null, minPNeg: null }
  const shown = { ...asked, unique }
  return (
    <section class="panel">
      <h1>{text.search.title}</h1>
      <SearchForm query={shown} onQuery={setQuery} />
      <UniqueSwitch unique={unique} onChange={setUnique} />
      <MentionList key={JSON.stringify(shown)} query={shown} />
    </section>
  )
}

function SearchForm(props: {
  readonly query: MentionQuery
  readonly onQuery: (query: Omit<MentionQuery, 'unique'>) => void
}) {
  const { table, text } = useApp()
  return (
    <form
      class="search-form"
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        const value = (name: string) => String(form.get(name) ?? '')
        const to = dayStart(value('to'))
        props.onQuery({
          brandId: value('brand'),
          text: value('text').trim(),
          fromAt: dayStart(value('from')),
          toAt: to === null ? null : to + DAY_MS,
          minPNeg: null,
        })
      }}
    >
      <label>
        {text.search.brand}
        <select class="input" name="brand">
          {sortedBrands(table).map((brand) => (
            <option key={brand.id} value={brand.id} selected={brand.id === props.query.brandId}>
              {plainText(brand.name)}
            </option>
          ))}
        </select>
      </label>
      <label class="search-text">
        {text.search.text}
        <input class="input" type="search" name="text" maxLength={200} />
      </label>
      <label>
        {text.search.from}
        <input class="input" type="date" name="from" />
      </label>
      <label>
        {text.search.to}
        <input class="input" type="date" name="to" />
      </label>
      <button type="submit" class="button button-main">
        {text.search.submit}
      </button>
    </form>
  )
}

/** Midnight of a `2026-03-02` in the reader's own zone. */
function dayStart(date: string): number | null {
  const at = date === '' ? Number.NaN : new Date(`${date}T00:00:00`).getTime()
  return Number.isFinite(at) ? at : null
}
