/**
 * "AI data centres give up to 25 × more revenue per kWh than mining": the public cases behind that sentence, each with
 * who earns it. Figures as published or recalled by the trade; sources in NOTICE.
 */
import { decimal } from '@busbar/kernel';
import { gpuHourRevenue, miningRevenue, rentRevenue, type RevenuePerKwh } from './revenue-per-kwh';

export interface ClaimCase {
  readonly id: string;
  readonly label: string;
  readonly mining: RevenuePerKwh;
  readonly ai: RevenuePerKwh;
}

const mining = (hashprice: string, fleetJPerTh: string, pue: string): RevenuePerKwh => miningRevenue({ hashpriceUsdPerPhDay: decimal(hashprice), fleetJPerTh: decimal(fleetJPerTh), pue: decimal(pue) });
const gpu = (usdPerGpuHour: string, kwPerGpu: string, utilisation: string, pue: string): RevenuePerKwh =>
  gpuHourRevenue({ usdPerGpuHour: decimal(usdPerGpuHour), kwPerGpu: decimal(kwPerGpu), utilisation: decimal(utilisation), pue: decimal(pue) });
const landlord = (usdPerKwMonth: string, pue: string): RevenuePerKwh => rentRevenue({ earner: 'LANDLORD', usdPerKwMonth: decimal(usdPerKwMonth), pue: decimal(pue) });

const JUNE_2026 = mining('28.68', '19', '1.05');
const NOVEMBER_2025 = mining('38.2', '20', '1.05');

export const claimCases: readonly ClaimCase[] = [
  { id: '2021-bull', label: '2021 mean hashprice, S19 Pro; A100 at $3.00 an hour', mining: mining('314.61', '29.5', '1.05'), ai: gpu('3', '0.8125', '1', '1.3') },
  { id: '2024-07-h100', label: 'July 2024, fleet of 26 J/TH; H100 at $2.99 an hour, full use', mining: mining('44.84', '26', '1'), ai: gpu('2.99', '1.275', '1', '1.3') },
  { id: '2024-07-h100-real', label: 'The same at 70 % utilisation and a mining PUE of 1.05', mining: mining('44.84', '26', '1.05'), ai: gpu('2.99', '1.275', '0.7', '1.3') },
  { id: '2024-07-colo', label: 'July 2024, landlord: Core Scientific to CoreWeave at $121.53 per kW-month', mining: mining('44.84', '26', '1.05'), ai: landlord('121.53', '1.3') },
  { id: '2025-11-h100', label: 'November 2025; H100 on a one-year contract at $2.00', mining: NOVEMBER_2025, ai: gpu('2', '1.275', '1', '1.25') },
  { id: '2025-11-b200', label: 'November 2025; B200 at $4.50', mining: NOVEMBER_2025, ai: gpu('4.5', '1.7875', '1', '1.2') },
  { id: '2026-06-h100-res', label: 'June 2026; H100 reserved at $2.35', mining: JUNE_2026, ai: gpu('2.35', '1.275', '1', '1.25') },
  { id: '2026-06-b200', label: 'June 2026; B200 on demand at $4.75', mining: JUNE_2026, ai: gpu('4.75', '1.7875', '1', '1.2') },
  { id: '2026-06-rtx4090', label: 'June 2026; RTX 4090 at $0.34', mining: JUNE_2026, ai: gpu('0.34', '0.625', '1', '1.25') },
  {
    id: '2026-06-iren-msft', label: 'June 2026; GPU cloud of IREN for Microsoft at $808.33 per kW-month, all in', mining: JUNE_2026,
    ai: rentRevenue({ earner: 'GPU_OPERATOR', usdPerKwMonth: decimal('808.33'), pue: decimal('1.15') }),
  },
  { id: '2026-06-colo', label: 'June 2026, landlord: colocation at $150 per kW-month', mining: JUNE_2026, ai: landlord('150', '1.2') },
];
