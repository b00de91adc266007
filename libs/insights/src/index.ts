export { claimCases, type ClaimCase } from './domain/claim-check';
export { gpuHourRevenue, miningRevenue, multipleOfMining, powerOnlyMargin, rentRevenue, type Earner, type RevenueMultiple, type RevenuePerKwh } from './domain/revenue-per-kwh';
export { siteEconomics, type Scenario, type ScenarioResult, type SiteEconomics } from './domain/site-economics';
export { Economics, type ReckonedSite } from './economics/economics.service';
export { InsightsModule } from './insights.module';
