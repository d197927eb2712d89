/**
 * What Kamailio and Asterisk both read in From, To, Contact, Record-Route and Via (RFC 3261 sections 20 and 25.1), and
 * nothing else: a node silently drops a message when it cannot read one of them. The patterns are strings because the
 * edge has the same ones: POSIX extended regular expressions that mean the same in JavaScript with the flags `i` and `s`.
 * So they use lower-case letters, no `]` inside a bracket expression, and a doubled backslash in one. None can match in
 * two ways, so matching takes time linear in the length of the text.
 */

const blanks = '[ \t\r\n]*'
const inToken = "-!%*+.0-9_`'~"
const token = `[${inToken}a-z]+`
const quoted = '"[^"\\\\]*"'
/** Quoted values of Contact parameters: here both engines accept quoted pairs. */
const paired = '"([^"\\\\\r\n]|\\\\[^\r\n])*"'

/** A user begins with none of `;?`; a password allows a smaller set of characters. */
const user = '[!#-9=_a-z~][!#-9;=?_a-z~]*'
/** Outside of `<` and `>` a semicolon, a comma or a question mark is no part of a URI (RFC 3261 section 20). */
const bareUser = '[!#-+.-9=_a-z~-]+'
const password = ':[!$-.0-9=_a-z~]+'
const port = '0*([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])'
const name = '[-.0-9_a-z]+'
const literal = '\\[[.0-9:a-f]+]'
const host = `(${name}|${literal})(:${port})?`
/** Of a parameter of a URI; a `?` begins the URI headers. */
const inParameter = '([!$-+.-:[_a-z~-]|])'
const inHeader = "([!$%'-+.-:?[_a-z~-]|])"
const header = `${inHeader}+(=${inHeader}*)?`
const number = '[-#(-+.0-9a-d]+'

const sip = sipUri(`${inParameter}*`)
/** With quoted values too: both engines skip these when they look for the next hop. */
const place = sipUri(`(${inParameter}*|"${inParameter}*")`)
const tel = `tel:${number}(;${inParameter}+(=${inParameter}+)?)*`
const bareSip = `sips?:(${bareUser}(${password})?@)?${host}`

/** A node ends a display name at a colon. */
const displayName = nameOf('":;<>')
const tag = `(${blanks}=(${blanks}(${token}|"${token}"))?)?`
const q = `(${blanks}=${blanks}[01](\\.[0-9]*)?)?`
const rport = `(${blanks}=(${blanks}${port})?)?`
const ttl = `(${blanks}=${blanks}0*([0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?`

/** From or To: a name-addr or an addr-spec. A tag is a token: of anything else the two engines read different parts. */
export const addressPattern = `^${blanks}(${displayName}${bracketed(`${sip}|${tel}`)}|${bareSip}|tel:${number})${parameters({ tag })}$`

/** Contact of a call, of which the first value counts: SIP URIs (RFC 3261 section 8.1.1.8). Asterisk also accepts `*`. */
export const contactsPattern = listed(
  `(${nameOf('",:;<>', '*')}${bracketed(place)}|${bareSip})${parameters({ q }, `${token}|${paired}`)}`,
)

/** Record-Routes with commas between them. */
export const routesPattern = listed(`(${nameOf('",:;<>')}${bracketed(place)}|${bareSip})${parameters({})}`)

const via = `sip${blanks}/${blanks}2\\.0${blanks}/${blanks}${token}[ \t\r\n]+(${name}|${literal})(${blanks}:${blanks}${port})?`
const hostText = `[${inToken}:a-z]+|${literal}`
const received = `(${blanks}=${blanks}(${hostText}))?`
/** A node says nothing to an empty one. */
const maddr = `(${blanks}=${blanks}(${hostText}|${quoted}))?`
/** Vias with commas between them. An IPv6 address may come without its brackets (RFC 5118 section 4.5). */
export const viasPattern = listed(
  `${via}${parameters({ ttl, rport, received, maddr }, `${hostText}|${quoted}`)}`,
)

export const isAddress = readAs(addressPattern)
export const areContacts = readAs(contactsPattern)
export const areRoutes = readAs(routesPattern)
export const areVias = readAs(viasPattern)

/** A quoted string, or words without certain characters. A node accepts no folding in either, nor after words. */
function nameOf(but: string, notFirst = ''): string {
  const inWord = `[^${but} \t\r\n]`
  return `("([^"\\\\\r\n]|\\\\[^\r\n])*"${blanks}|([^${but}${notFirst} \t\r\n]([^${but}\r\n]*${inWord})?[ \t]*)?)`
}

function sipUri(parameterValue: string): string {
  return `sips?:(${user}(${password})?@)?${host}(;${inParameter}+(=${parameterValue})?)*(\\?${header}(&${header})*)?`
}

function bracketed(uri: string): string {
  return `<${blanks}(${uri})${blanks}>`
}

/** Parameters, some of which have values of their own. */
function parameters(own: Readonly<Record<string, string>>, value = `${token}|${quoted}`): string {
  const other = `${tokenBut(Object.keys(own))}(${blanks}=(${blanks}(${value}))?)?`
  const owned = Object.entries(own).map(([called, rest]) => `${called}${rest}`)
  return `(${blanks};${blanks}(${[...owned, other].join('|')}))*${blanks}`
}

/** Matches the tokens that are none of the words. */
function tokenBut(words: readonly string[], within = false): string {
  const firsts = [...new Set(words.map(word => word.slice(0, 1)))].filter(first => first !== '')
  const others = `[${inToken}${lettersBut(firsts)}][${inToken}a-z]*`
  const longer = firsts.map(first => {
    const rests = words.filter(word => word.startsWith(first)).map(word => word.slice(1))
    return `${first}${tokenBut(rests, true)}`
  })
  return `(${[others, ...longer].join('|')})${within && !words.includes('') ? '?' : ''}`
}

function lettersBut(left: readonly string[]): string {
  return [...'abcdefghijklmnopqrstuvwxyz'].filter(letter => !left.includes(letter)).join('')
}

function listed(item: string): string {
  return `^${blanks}${item}(,${blanks}${item})*$`
}

function readAs(pattern: string): (value: string) => boolean {
  const expression = new RegExp(pattern, 'is')
  return value => expression.test(value)
}
