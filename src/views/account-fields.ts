import { html, type TemplateResult } from 'lit';
import type { FormFault } from '../api/form-faults.js';
import type { AccountWish } from '../api/messages.js';
import { t } from './l10n.js';
import { segments } from './radio-choice.js';
import { textField } from './text-field.js';

/** What an internet account is made of, filled with what the host's form holds. The confirmations are typed. */
export const accountOf = ({ email, mobile }: { readonly email: string; readonly mobile: string }): AccountWish => ({
  email,
  emailConfirmation: '',
  mobile,
  mobileConfirmation: '',
  channel: 'EMAIL',
});

/** E-mail address, mobile phone, each typed twice, and the one that gets the activation password (EX_1.5-1020). Paths begin with `account`. */
export function accountFields({
  wish,
  isReadOnly,
  faultAt,
  onChange,
  onLeave,
}: {
  readonly wish: AccountWish;
  readonly isReadOnly: boolean;
  readonly faultAt: (path: string) => FormFault | undefined;
  readonly onChange: (wish: AccountWish) => void;
  readonly onLeave: (path: string) => void;
}): TemplateResult {
  const isEmail = wish.channel === 'EMAIL';
  const field = (name: Exclude<keyof AccountWish, 'channel'>, look: { label: string; labelMore?: string; kind: 'email' | 'tel'; isRequired: boolean }) =>
    textField({
      ...look,
      path: `account.${name}`,
      value: wish[name],
      isReadOnly,
      fault: faultAt(`account.${name}`),
      onInput: (text) => onChange({ ...wish, [name]: text }),
      onLeave: () => onLeave(`account.${name}`),
    });
  const confirmation = t('accountForm.confirmation');
  return html`<div class="pair">
      ${field('email', { label: t('accountForm.email'), kind: 'email', isRequired: isEmail })}
      ${field('emailConfirmation', { label: confirmation, labelMore: t('accountForm.confirmation.email'), kind: 'email', isRequired: isEmail })}
      ${field('mobile', { label: t('accountForm.mobile'), kind: 'tel', isRequired: !isEmail })}
      ${field('mobileConfirmation', { label: confirmation, labelMore: t('accountForm.confirmation.mobile'), kind: 'tel', isRequired: !isEmail })}
    </div>
    ${segments({
      name: 'channel',
      legend: t('accountForm.channel'),
      options: [
        { value: 'EMAIL', label: t('accountForm.channel.EMAIL'), icon: 'mail' },
        { value: 'SMS', label: t('accountForm.channel.SMS'), icon: 'phone' },
      ],
      chosen: wish.channel,
      isReadOnly,
      onChoose: (channel) => onChange({ ...wish, channel }),
    })}`;
}
