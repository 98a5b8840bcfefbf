import { describe, expect, test } from 'vitest';
import type { BrowserContext } from '../../src/api/host.js';

/** The page of a host, and the user in front of it, who is on another page of the plugin. */
export interface ShownFormsDriver {
  readonly forms: Pick<BrowserContext['forms'], 'show'>;
  readonly views: Pick<BrowserContext['views'], 'showPage'>;
  readonly patients: readonly [string, string];
  /** Whose form the user sees, at which view. */
  seen(): Promise<{ readonly patientId: string; readonly viewId: string } | undefined>;
  /** The page of a plugin he sees. */
  seenPage(): Promise<string | undefined>;
  /** He stays with what he has typed, from now on. */
  stay(): void;
  /** He goes to another page of the host. */
  leave(): Promise<void>;
}

/** What `forms.show` and `views.showPage` do for every plugin, on a fake as on a real page. */
export function shownFormsContract(name: string, start: () => Promise<ShownFormsDriver>): void {
  const refused = { data: { code: 'host.unavailable' } };

  describe(`${name} shows the forms of patients`, () => {
    test('the form of the patient opens at the view that was asked for, and its id is told', async () => {
      const { forms, patients, seen } = await start();
      const formId = await forms.show(patients[0], 'dmp.tab');
      expect(formId).toMatch(/./);
      expect(await seen()).toEqual({ patientId: patients[0], viewId: 'dmp.tab' });
    });

    test('one that is open already is shown again, under the same id', async () => {
      const { forms, patients, seen } = await start();
      const formId = await forms.show(patients[0], 'dmp.tab');
      expect(await forms.show(patients[0], 'dmp.tab')).toBe(formId);
      expect(await seen()).toEqual({ patientId: patients[0], viewId: 'dmp.tab' });
    });

    test('that of another patient takes its place', async () => {
      const { forms, patients, seen } = await start();
      await forms.show(patients[0], 'dmp.tab');
      await forms.show(patients[1], 'dmp.tab');
      expect(await seen()).toEqual({ patientId: patients[1], viewId: 'dmp.tab' });
    });

    test('a page of the plugin is shown', async () => {
      const { views, seenPage } = await start();
      await views.showPage('dmp.outbox');
      expect(await seenPage()).toBe('dmp.outbox');
    });

    test('a user who stays with what he has typed is shown no page either, and the plugin is told', async () => {
      const { views, seenPage, stay } = await start();
      stay();
      await expect(views.showPage('dmp.outbox')).rejects.toMatchObject(refused);
      expect(await seenPage()).not.toBe('dmp.outbox');
    });

    test('a user who stays with what he has typed is shown nothing, and the plugin is told', async () => {
      const { forms, patients, seen, stay } = await start();
      stay();
      await expect(forms.show(patients[0], 'dmp.tab')).rejects.toMatchObject(refused);
      expect(await seen()).toBeUndefined();
    });

    test('nobody has no form: the plugin is told, at the latest when the user goes elsewhere', async () => {
      const { forms, leave, seen } = await start();
      const asked = forms.show('nobody', 'dmp.tab');
      asked.catch(() => {}); // it is awaited later
      await leave();
      await expect(asked).rejects.toMatchObject(refused);
      expect(await seen()).toBeUndefined();
    });
  });
}
