/**
 * GPU models that Busbar knows: power of one GPU with its share of the server, and the range of public hourly prices
 * (May 2026, USD). An offer outside the range is not refused, but wants a written reason.
 */
import { decimal, type Rational } from '@busbar/kernel';

export interface GpuModel {
  readonly id: string;
  readonly name: string;
  /** Watts of one GPU at full load with its share of CPU, fans and network cards. */
  readonly wPerGpu: bigint;
  /** Public prices per GPU and hour; null where none was seen. */
  readonly range: { readonly low: Rational; readonly high: Rational } | null;
}

const model = (id: string, name: string, watts: bigint, low: string, high: string): GpuModel => ({ id, name, wPerGpu: watts, range: { low: decimal(low), high: decimal(high) } });

export const gpuModels: readonly GpuModel[] = [
  model('h100-sxm', 'H100 SXM5 80GB', 1_275n, '1.47', '6.88'),
  model('h100-pcie', 'H100 PCIe 80GB', 688n, '1.4', '3.5'),
  model('h200-sxm', 'H200 SXM5 141GB', 1_275n, '2.25', '8'),
  model('b200-sxm', 'B200 SXM6 180GB', 1_788n, '2.25', '14.24'),
  model('b300-sxm', 'B300 SXM6 288GB', 1_813n, '3.5', '18'),
  model('gb200-nvl72', 'GB200 NVL72', 1_833n, '3.2', '10.5'),
  model('gb300-nvl72', 'GB300 NVL72', 1_972n, '2.18', '12'),
  { id: 'vr-nvl72', name: 'Vera Rubin NVL72', wPerGpu: 3194n, range: null },
  model('a100-80-sxm', 'A100 SXM4 80GB', 813n, '0.8', '3'),
  model('l40s', 'L40S 48GB', 625n, '0.79', '1.5'),
  model('rtx-4090', 'GeForce RTX 4090 24GB', 625n, '0.29', '0.69'),
  model('rtx-5090', 'GeForce RTX 5090 32GB', 775n, '0.45', '1.2'),
  model('rtx-pro-6000', 'RTX PRO 6000 Blackwell Server Edition 96GB', 900n, '0.66', '2.5'),
  model('mi300x', 'Instinct MI300X 192GB', 1_375n, '1.5', '6'),
  model('mi325x', 'Instinct MI325X 256GB', 1_625n, '1.95', '4.5'),
  model('mi355x', 'Instinct MI355X 288GB', 1_938n, '2.6', '8.6'),
  model('gaudi3', 'Gaudi 3 128GB', 1_200n, '1.2', '7.5'),
];

/** By id (`h100-sxm`) or by name (`H100 SXM5 80GB`). */
export const gpuModelOf = (text: string): GpuModel | null => gpuModels.find((known) => known.id === text || known.name === text) ?? null;
/** One name for one model, so that `h100-sxm` and `H100 SXM5 80GB` compare equal; an unknown model stands for itself. */
export const gpuModelId = (text: string): string => gpuModelOf(text)?.id ?? text;
