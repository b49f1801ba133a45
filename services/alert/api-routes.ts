/** The table of all routes. What is not in it does not exist. */

import { brandRoutes } from './api-brands.ts'
import { houseRoutes } from './api-house.ts'
import { labelRoutes } from './api-labels.ts'
import { likenessRoutes } from './api-likeness.ts'
import { openApi } from './api-openapi.ts'
import type { House, Route } from './api-route.ts'
import { stormRoutes } from './api-storms.ts'

export function allRoutes(house: House): Route[] {
  const routes = [
    ...brandRoutes(house),
    ...labelRoutes(house),
    ...stormRoutes(house),
    ...likenessRoutes(house),
    ...houseRoutes(house),
  ]
  const description: Route = {
    ...{ method: 'get', path: '/api/v1/openapi.json', id: 'openapi', role: 'reader' },
    summary: 'This description.',
    answers: 'OpenApi',
    handle: () => ({ body: document }),
  }
  const table = [...routes, description]
  const document = openApi(table, house.version)
  return table
}
