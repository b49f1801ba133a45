/** The page's addresses live in the hash, so that any server can serve it from any path. */

export type Route =
  | { readonly page: 'board'; readonly brandId: string | null }
  | { readonly page: 'storm'; readonly stormId: string }
  | { readonly page: 'sources' }
  | { readonly page: 'outbox'; readonly file: string | null }
  | { readonly page: 'search'; readonly brandId: string | null }

export function readRoute(hash: string): Route {
  const [page = '', argument] = hash.replace(/^#?\/?/, '').split('/')
  const value = argument === undefined ? null : decode(argument)
  if (page === 'brand') return { page: 'board', brandId: value }
  if (page === 'storm' && value) return { page: 'storm', stormId: value }
  if (page === 'sources') return { page: 'sources' }
  if (page === 'outbox') return { page: 'outbox', file: value }
  if (page === 'search') return { page: 'search', brandId: value }
  return { page: 'board', brandId: null }
}

export function hrefOf(route: Route): string {
  switch (route.page) {
    case 'board':
      return route.brandId === null ? '#/' : `#/brand/${encodeURIComponent(route.brandId)}`
    case 'storm':
      return `#/storm/${encodeURIComponent(route.stormId)}`
    case 'outbox':
      return route.file === null ? '#/outbox' : `#/outbox/${encodeURIComponent(route.file)}`
    case 'search':
      return route.brandId === null ? '#/search' : `#/search/${encodeURIComponent(route.brandId)}`
    default:
      return `#/${route.page}`
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
