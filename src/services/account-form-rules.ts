import type { AccountWish, ChannelChange, ChannelType } from '../api/messages.js';
import { readEmail, readMobile, sameEmail, samePhone } from './contact-rules.js';
import { type Checked, FormReader } from './form-reader.js';
import type { Channel } from './record-gateway.js';

/** What an internet account needs. The e-mail address and the mobile (E.164) are empty where they were not given. */
export interface CheckedAccount {
  readonly email: string;
  readonly mobile: string;
  readonly channel: Channel;
}

/** Paths begin with `account`. */
export function checkAccount(wish: AccountWish): Checked<CheckedAccount> {
  const form = new FormReader();
  const account = readAccount(form, wish);
  return form.checked(() => account);
}

/** The same as a part of another form. The confirmation must name the same address, however it is written. */
export function readAccount(form: FormReader, wish: AccountWish): CheckedAccount {
  const email = form.take('account.email', readEmail(wish.email)) ?? '';
  const mobile = form.take('account.mobile', readMobile(wish.mobile)) ?? '';
  confirm(form, 'account.emailConfirmation', 'EMAIL', wish.email, wish.emailConfirmation);
  confirm(form, 'account.mobileConfirmation', 'SMS', wish.mobile, wish.mobileConfirmation);
  const isEmail = wish.channel === 'EMAIL';
  if (isEmail && !email) form.note('account.email', 'channelWithoutEmail');
  if (!isEmail && !mobile) form.note('account.mobile', 'channelWithoutMobile');
  return { email, mobile, channel: { type: wish.channel, address: isEmail ? email : mobile } };
}

/** A channel that goes needs no address. Paths begin with `change`. */
export function checkChannelChange({ action, type, value, confirmation }: ChannelChange): Checked<Channel> {
  const form = new FormReader();
  if (action === 'SUPPRESSION') return { value: { type, address: '' } };
  const isEmail = type === 'EMAIL';
  const address = form.take('change.value', isEmail ? readEmail(value) : readMobile(value)) ?? '';
  if (!address) form.note('change.value', 'required');
  confirm(form, 'change.confirmation', type, value, confirmation);
  return form.checked(() => ({ type, address }));
}

function confirm(form: FormReader, path: string, type: ChannelType, value: string, confirmation: string): void {
  const isSame = type === 'EMAIL' ? sameEmail(value, confirmation) : samePhone(value, confirmation);
  if (!isSame) form.note(path, confirmation.trim() === '' ? 'required' : type === 'EMAIL' ? 'emailsDiffer' : 'phonesDiffer');
}
