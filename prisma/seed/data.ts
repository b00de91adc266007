/** The form of the demo world's data files. MW are at the meter unless `It` is in the name. */
export interface SiteData {
  readonly id: string;
  readonly siteName: string;
  readonly operator: string;
  readonly description: string;
  readonly listingStatus: 'published' | 'in_review' | 'draft' | 'suspended';
  readonly location: { readonly place: string; readonly adminRegion: string; readonly country: string; readonly lat: number; readonly lon: number };
  readonly grid: {
    readonly regionId: string;
    readonly market: string;
    readonly utility: string;
    readonly interconnectedMw: number;
    readonly energisedMw: number;
    readonly firm: boolean;
    readonly curtailment: { readonly expectedHoursPerYear: number; readonly noticeMinutes: number | null };
  };
  readonly energyMixPct: Readonly<Record<string, number>>;
  readonly carbon: { readonly siteMixLifecycleGPerKwh: number; readonly gridAverageGPerKwh: number };
  readonly cooling: { readonly targetType: 'dlc' | 'rdhx' | 'air-contained'; readonly rackDensityKwMax: number; readonly pueDesign: number; readonly pueMeasured12m: number | null; readonly mineCoolingToday: string };
  readonly redundancy: { readonly level: 'N' | 'N+1' | '2N' };
  readonly network: { readonly carriers: readonly string[]; readonly physicalRoutes: number };
  readonly certifications: readonly { readonly name: string; readonly status: 'held' | 'in_progress' }[];
  readonly conversion: {
    readonly stage: string;
    readonly startedOn: string;
    readonly rfsDate: string;
    readonly aiItMwPlanned: number;
    readonly aiItMwLive: number;
    readonly aiItMwContracted: number;
    readonly milestones: readonly MilestoneData[];
  };
  readonly mining: { readonly totalMw: number; readonly retainedAfterRfsMw: number };
  readonly gpuClusters: readonly ClusterData[];
  readonly offers: readonly OfferData[];
  readonly tenure: { readonly type: string; readonly end: string | null };
  readonly reviewFlags: readonly string[];
}

export interface MilestoneData {
  readonly code: string;
  readonly plannedStart: string;
  readonly plannedEnd: string;
  readonly actualEnd: string | null;
  readonly forecastEnd: string;
  readonly status: 'planned' | 'in_progress' | 'done';
  readonly progressPct: number;
}

export interface ClusterData {
  readonly id: string;
  readonly gpuId: string;
  readonly model: string;
  readonly gpusInstalled: number;
  readonly gpusPlanned: number;
  readonly gpusAvailable: number;
  readonly itKw: number;
  readonly fabric: string;
  readonly status: 'live' | 'planned';
  readonly availableFrom: string;
  readonly priceUsdPerGpuHour: number;
  readonly minTermMonths: number;
}

interface AnyOffer {
  readonly label: string;
  readonly availableFrom: string;
  readonly minTermMonths: number;
}
export type OfferData =
  | (AnyOffer & { readonly type: 'ai_colo'; readonly availableItKw: number; readonly minBlockKw: number; readonly capacityUsdPerKwMonth: number; readonly energyUsdPerKwh: number; readonly billingModel: string; readonly escalatorPct: number })
  | (AnyOffer & { readonly type: 'gpu_cluster'; readonly clusterId: string; readonly availableGpus: number; readonly usdPerGpuHour: number })
  | (AnyOffer & { readonly type: 'mining_shell'; readonly availableKw: number; readonly usdPerKwh: number });

export interface TenantData {
  readonly id: string;
  readonly name: string;
  readonly hqCountry: string;
  readonly sector: string;
  readonly kyb: { readonly status: 'expected_pass' | 'expected_reject'; readonly ultimateParentCountry: string };
  readonly request: RequestData;
}

export interface RequestData {
  readonly id: string;
  readonly title: string;
  readonly workload: string;
  readonly productType: OfferData['type'];
  readonly itMw: number;
  readonly gpu: { readonly gpuId: string; readonly model: string; readonly count: number; readonly itKwNeeded: number } | null;
  readonly startWindow: { readonly from: string; readonly to: string };
  readonly termMonths: number;
  readonly maxPrice: { readonly value: number; readonly unit: string };
  readonly allowedCountries: readonly string[];
  readonly latency: { readonly hub: string; readonly maxRttMs: number } | null;
  readonly coolingAccepted: readonly string[];
  readonly minRackKw: number;
  readonly redundancyAccepted: readonly string[];
  readonly compliance: readonly string[];
  readonly carbonCapGPerKwh: number | null;
  readonly interruptibility: { readonly accepted: boolean; readonly maxHoursPerYear: number; readonly noticeMinutes: number | null };
}
