/** What makes a Kafka of ours speak TLS and ask who is there, with a certificate of its own. */

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findJava } from './java.ts'
import { KAFKA_LEAST_JAVA, type KafkaOptions } from './kafka.ts'

export interface SecureKafka extends KafkaOptions {
  /** The certificate in PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificate: string
}

export interface Login {
  readonly username: string
  readonly password: string
}

const STORE_PASSWORD = 'only-for-tests'

/** @param folder keeps the certificate; to be removed by the caller, after the server */
export async function secureKafka(folder: string, login: Login): Promise<SecureKafka> {
  const keys = join(folder, 'broker.p12')
  const certificate = join(folder, 'broker.pem')
  const keytool = join(findJava(KAFKA_LEAST_JAVA)!.home, 'bin/keytool')
  const run = promisify(execFile)
  const store = ['-alias', 'broker', '-keystore', keys, '-storepass', STORE_PASSWORD]
  await run(keytool, [
    ...[
      '-genkeypair',
      ...store,
      '-storetype',
      'PKCS12',
      '-keyalg',
      'EC',
      '-groupname',
      'secp256r1',
    ],
    ...['-dname', 'CN=broker', '-ext', 'SAN=IP:127.0.0.1', '-ext', 'BC=ca:true', '-validity', '2'],
  ])
  await run(keytool, ['-exportcert', '-rfc', ...store, '-file', certificate])
  const { username, password } = login
  return {
    certificate,
    properties: {
      // The name of the listener stays; what it speaks does not.
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:SASL_SSL',
      'inter.broker.listener.name': 'PLAINTEXT',
      'sasl.enabled.mechanisms': 'PLAIN',
      'sasl.mechanism.inter.broker.protocol': 'PLAIN',
      'listener.name.plaintext.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required username="${username}" password="${password}" user_${username}="${password}";`,
      'ssl.keystore.location': keys,
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.password': STORE_PASSWORD,
      'ssl.truststore.location': certificate,
      'ssl.truststore.type': 'PEM',
    },
    client: {
      ssl: { ca: [readFileSync(certificate, 'utf8')] },
      sasl: { mechanism: 'plain', username, password },
    },
  }
}
