/** `yyyyMMddHHmmss+ZZZZ`, on the clock of this workstation, or `offset` minutes ahead of UTC. */
export function localTime(at: number, offset = -new Date(at).getTimezoneOffset()): string {
  const local = new Date(at + offset * 60_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'));
  return `${local}${offset < 0 ? '-' : '+'}${hours}${minutes}`;
}
