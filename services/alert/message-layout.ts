/** What a message consists of before it is text or HTML. All strings are plain text and are escaped when rendered. */

export type Tone = 'alarm' | 'over' | 'praise' | 'plain'

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** In the original; `about` says by whom, where and when. */
  | {
      readonly kind: 'quote'
      readonly about: string
      readonly text: string
      readonly language: string | undefined
      readonly link: Link | undefined
    }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  /** A small chart: each value with a bar against the largest. */
  | {
      readonly kind: 'bars'
      readonly rows: readonly {
        readonly name: string
        readonly value: number
        readonly shown: string
      }[]
    }
  | {
      readonly kind: 'list'
      readonly items: readonly { readonly mark: Mark; readonly text: string }[]
    }
  | { readonly kind: 'button'; readonly link: Link }

export type Mark = '✓' | '–' | '?' | '•'

export interface Link {
  readonly label: string
  readonly url: string
}

export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
}

export interface Content {
  readonly tone: Tone
  /** 0-6, for the colour. */
  readonly level: number
  /** `Stufe 3 von 6 · frische Brise · gestiegen von 2` */
  readonly heading: string
  readonly brand: string
  readonly since: string
  readonly lead: readonly string[]
  readonly button: Link | undefined
  readonly sections: readonly Section[]
  readonly footer: string
}
