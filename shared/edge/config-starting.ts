/** The configuration that `sturmwarte init` writes: valid as it stands, and explained line by line. */

/** With the brand's name put in where one is given; whether the name can be watched, loading it tells. */
export function startingConfig(brandName = 'Acme'): string {
  const name = brandName.normalize('NFC').replace(/\s+/g, ' ').trim() || 'Acme'
  const tag = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  return TEMPLATE.replaceAll('@ID@', () => brandIdOf(name))
    .replaceAll('@NAME@', () => JSON.stringify(name))
    .replaceAll('@TAG@', () => JSON.stringify(tag || brandIdOf(name)))
}

/** `Müller & Söhne` is `mueller-soehne`. */
export function brandIdOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => UMLAUTS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '')
  return id === '' ? 'brand-1' : id
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }

const TEMPLATE = `# yaml-language-server: $schema=./infra/sturmwarte.schema.json
#
# Sturmwarte: what is watched, where, and who is told. "sturmwarte check FILE" explains this file and its mistakes;
# a change is taken up while the product runs, as a whole or not at all.
# Deutsch: Diese Datei sagt, was beobachtet wird, wo, und wer benachrichtigt wird. Zeilen mit # sind Hinweise.

brands:
  - id: @ID@                        # key of everything; do not change it later
    names: [@NAME@]                 # words and phrases; case, umlauts and inflection are folded
    # keywords: [acmegate]          # further words
    hashtags: [@TAG@]               # without the #, or in quotes
    # handles: ["@acme"]            # in quotes
    # exclude: [Acme Comics]        # a mention with one of these is not yours
    languages: [de, en]
    timeZone: Europe/Berlin
    # ownAccounts: { facebook: [acme], mastodon: ["acme@example.social"] }   # comments there are mentions
    # policy: { alertBudget: 0.25 } # thresholds that differ for this brand

# Where mentions come from; "sturmwarte sources" lists what each source needs, can and cannot see.
# Deutsch: Quellen. Ohne eine Quelle ist nichts zu sehen; eine davon einschalten.
# sources:
#   rss: { feeds: ["https://example.com/feed.xml"] }      # RSS, Atom or JSON Feed, every 15 minutes
#   mastodon: { instances: [mastodon.social], tags: [@TAG@] }   # posts with these hashtags and the comments below them
#   hackernews: { queries: [@NAME@] }                     # stories and comments
#   webhook: { port: 8090, secret: "\${WEBHOOK_SECRET}" }   # signed push from any crawler or CRM; 16 characters or more
#   file: { paths: [journal.ndjson.gz] }                  # recorded journals, read once

# Whoever is asked is told whom to write to. What lies inside your network is never asked, unless it is named here.
# Deutsch: Kontakt für die Betreiber der Quellen; Adressen im eigenen Netz nur, wenn sie hier stehen.
# http: { contact: wache@example.com, allow: ["intranet.example:8080", 10.1.0.0/16] }

# Thresholds; the README lists them all with their reasons.
# policy: { tauWarn: 0.80, minNegatives: 8 }

# Who is told. Without "routes", every person with an address hears of level 2 and above by e-mail.
# Deutsch: Wer benachrichtigt wird, in welcher Sprache, und wann Ruhe ist.
# people:
#   - { id: lena, name: Lena, email: lena@example.com, language: de, timeZone: Europe/Berlin, quietHours: "22:00-07:00", holidays: DE-BE }
# teams:
#   - { id: social, members: [lena] }
# routes:                           # the first match wins, unless "continue: true"
#   - match: { minLevel: 2 }
#     chain:
#       - { to: [social], channels: [email] }
#       - { after: 10m, unless: acknowledged, to: [lena], channels: [email] }

# Without an SMTP server mails lie in data/outbox. Secrets come from the environment (\${NAME}) or from a file
# (\${file:/run/secrets/smtp}) and are never shown.
# Deutsch: Kennwörter gehören nicht in diese Datei.
# notifiers:
#   email: { smtp: "smtps://user:\${SMTP_PASSWORD}@mail.example.com", from: "Sturmwarte <wache@example.com>" }

# The page. Beyond this machine (host: 0.0.0.0) it needs a token.
dashboard: { host: 127.0.0.1, port: 8080 }
# dashboard: { host: 0.0.0.0, port: 8080, publicUrl: https://sturm.example.com, token: "\${TOKEN}" }

log: { kind: sqlite }               # or { kind: kafka, brokers: [localhost:9092] }
store: { kind: sqlite }             # or { kind: elasticsearch, node: http://localhost:9200, apiKey: "\${ES_KEY}" }
dataDir: ./data
retention: { mentions: 90d, readings: 13mo, storms: 2y }
`
