/** Encrypts a card code with the card agent's public key (RSA-OAEP, SHA-256): only the agent can read the result, which is base64. */
export async function sealPin(pin: string, pinKey: JsonWebKey): Promise<string> {
  const { kty, n, e } = pinKey;
  const key = await crypto.subtle.importKey('jwk', { kty, n, e } as JsonWebKey, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const sealed = await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, key, new TextEncoder().encode(pin));
  return btoa(String.fromCharCode(...new Uint8Array(sealed)));
}
