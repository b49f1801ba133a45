/** Everything that the servers of this machine are made of, fetched before anybody waits for it. */

import { ELASTICSEARCH, fetchElasticsearch } from './elasticsearch.ts'
import { findJava } from './java.ts'
import { fetchKafka } from './kafka.ts'
import { fetchMail } from './mail.ts'

/** @throws one sentence for what cannot be had; Elasticsearch 9 only where there is a Java for it */
export async function fetchServers(): Promise<void> {
  const newer = findJava(ELASTICSEARCH.elasticsearch9.leastJava) !== undefined
  console.info(await fetchKafka())
  console.info(await fetchMail())
  console.info(await fetchElasticsearch('elasticsearch'))
  if (newer) console.info(await fetchElasticsearch('elasticsearch9'))
}
