/**
 * Whether a host is a Twilio SIP domain, hence a line of Zendesk Talk: `{name}.sip.twilio.com`, or with the
 * region in it, `{name}.sip.dublin.twilio.com` (Twilio, Use SIP with Twilio Voice).
 */
export function isTalkHost(host: string): boolean {
  return /^[a-z0-9-]+\.sip(\.[a-z0-9-]+)?\.twilio\.com$/.test(host)
}
