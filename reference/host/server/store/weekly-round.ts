/** One line of the nurse's week. `days`: 0 is Sunday; every day when absent. */
interface RoundVisit {
  readonly time: string;
  readonly patientId: string;
  readonly place: readonly [string, string];
  readonly act: readonly [string, string];
  readonly days?: readonly number[];
}

const CABINET = ['Cabinet', ''] as const;
const DESMAUX = ['5 bd Alexandre Oyon', 'Le Mans'] as const;
const JACOBINS = ['12 rue des Jacobins', 'Le Mans'] as const;

const WEEK: readonly RoundVisit[] = [
  { time: '07:00', patientId: 'p01', place: DESMAUX, act: ['AMI 1 + 1', 'domicile, nuit'] },
  { time: '07:30', patientId: 'p02', place: CABINET, act: ['AMI 2', 'pansement'] },
  { time: '08:00', patientId: 'p03', place: ['18 rue Gambetta', 'Le Mans'], act: ['AMI 1', 'injection'] },
  { time: '08:30', patientId: 'p04', place: JACOBINS, act: ['AMI 4', 'pansement complexe'] },
  { time: '09:15', patientId: 'p05', place: DESMAUX, act: ['AMI 1,5', 'prise de sang'] },
  { time: '10:00', patientId: 'p06', place: ['3 place de l’Éperon', 'Le Mans'], act: ['BSI', 'soins de dépendance'] },
  { time: '10:45', patientId: 'p07', place: ['27 av. du Général Leclerc', 'Le Mans'], act: ['AMI 1', 'insuline'] },
  { time: '11:15', patientId: 'p08', place: ['Résidence Les Tilleuls', 'Allonnes'], act: ['BSI', 'soins de dépendance'] },
  { time: '14:00', patientId: 'p09', place: CABINET, act: ['AMI 5', 'perfusion'] },
  { time: '15:00', patientId: 'p14', place: CABINET, act: ['AMI 2', 'pansement'], days: [1, 4] },
  { time: '15:30', patientId: 'p13', place: ['41 rue Nationale', 'Le Mans'], act: ['AMI 1', 'injection'], days: [2, 5] },
  { time: '16:00', patientId: 'p10', place: JACOBINS, act: ['AMI 1', 'vaccination'], days: [3] },
  { time: '17:30', patientId: 'p04', place: JACOBINS, act: ['AMI 4', 'pansement complexe'] },
  { time: '19:00', patientId: 'p01', place: DESMAUX, act: ['AMI 1 + 1', 'domicile'] },
];

/** The round of `date` (`yyyy-MM-dd`), in the order of its hours. */
export function weeklyRound(date: string): readonly RoundVisit[] {
  const day = new Date(`${date}T12:00:00Z`).getUTCDay();
  return WEEK.filter(({ days }) => !days || days.includes(day));
}
