import type { RegistryCredentials } from '../connection/registry-auth.js';
import type { TransferState } from '../connection/transfer-progress.js';

export interface RegistryTransfer {
  credentials: RegistryCredentials;
  signal?: AbortSignal | undefined;
  onProgress?: ((state: TransferState) => void) | undefined;
}
