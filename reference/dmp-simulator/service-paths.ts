const BASE = '/si-dmp-server/v2/services';

/** Services of the DMP, as their requests name them. */
export const PATIENTS = `${BASE}/patients`;
export const PATIENTS_SPECIFIC = `${BASE}/patientsSpecific`;
export const REGISTRY = `${BASE}/registry`;
export const REPOSITORY = `${BASE}/repository`;
export const HABILITATIONS = `${BASE}/habilitations`;
