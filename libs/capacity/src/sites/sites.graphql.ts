import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, kwText } from '@busbar/kernel';
import { ConnectionArgs, connectionType, DecimalScalar, enumOf, InstantScalar } from '@busbar/platform';
import { type CapacityStep, confidences, type Confidence } from '../domain/capacity';
import { certificationStates, coolings, type Cooling, isVerified, type Site } from '../domain/site';

/** A GraphQL enum whose names are its values. */
export const ConfidenceEnum = enumOf(confidences);
registerEnumType(ConfidenceEnum, {
  name: 'Confidence', description: 'How sure a capacity is.',
  valuesMap: { ENERGISED: { description: 'Served and ready today.' }, CONTRACTED: { description: 'Under contract with a date.' }, PLANNED: { description: 'In a plan with evidence.' } },
});
export const CoolingEnum = enumOf(coolings);
registerEnumType(CoolingEnum, {
  name: 'Cooling', description: 'How heat leaves the racks.',
  valuesMap: {
    AIR: { description: 'Room air.' }, AIR_CONTAINED: { description: 'Air in contained aisles.' }, RDHX: { description: 'Rear-door heat exchangers.' },
    DLC: { description: 'Direct liquid cooling to the chip.' }, IMMERSION: { description: 'Immersion.' },
  },
});
export const CertificationStateEnum = enumOf(certificationStates);
registerEnumType(CertificationStateEnum, { name: 'CertificationState', description: 'Whether a certificate is held or in progress.' });

@ObjectType('EnergyShare', { description: 'The share of one energy supply of a site.' })
export class EnergyShareObject {
  @Field({ description: 'The supply, such as hydro.' })
  readonly source!: string;

  @Field(() => Int, { description: 'Its share in percent.' })
  readonly percent!: number;
}

@ObjectType('Certification', { description: 'A certificate of a site.' })
export class CertificationObject {
  @Field({ description: 'Its name, such as ISO 27001.' })
  readonly name!: string;

  @Field(() => CertificationStateEnum, { description: 'Held or in progress.' })
  readonly state!: (typeof certificationStates)[number];
}

@ObjectType('CapacityStep', { description: 'From this time on, until the next step, there is this much.' })
export class CapacityStepObject {
  @Field(() => InstantScalar, { description: 'When the step begins.' })
  readonly from!: Instant;

  @Field(() => DecimalScalar, { nullable: true, description: 'Power in kW; null for a cluster.' })
  readonly kw!: string | null;

  @Field(() => Int, { nullable: true, description: 'GPUs; null where power is counted.' })
  readonly gpus!: number | null;

  @Field(() => ConfidenceEnum, { description: 'How sure it is.' })
  readonly confidence!: Confidence;
}

@ObjectType('Site', { description: 'A place with a grid connection, where a host sells power and GPU capacity.' })
export class SiteObject {
  @Field(() => ID)
  readonly id!: string;

  readonly hostId!: string;

  @Field({ description: "The host's name for it." })
  readonly name!: string;

  @Field({ description: 'What the host says of it, in a sentence or two.' })
  readonly description!: string;

  @Field({ description: 'The nearest place.' })
  readonly place!: string;

  @Field({ description: 'State, province or region.' })
  readonly adminRegion!: string;

  @Field({ description: 'ISO 3166-1 alpha-2 code.' })
  readonly country!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'Decimal degrees, north positive.' })
  readonly latitude!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Decimal degrees, east positive.' })
  readonly longitude!: string | null;

  @Field({ description: 'IANA time zone, in which capacity sold here is billed.' })
  readonly timeZone!: string;

  @Field({ description: 'The utility or network company.' })
  readonly utility!: string;

  @Field({ description: 'The price zone or region of the grid.' })
  readonly gridRegion!: string;

  @Field(() => DecimalScalar, { description: 'Gross kW in the interconnection agreement, at the meter of the utility.' })
  readonly grossInterconnectedKw!: string;

  @Field(() => DecimalScalar, { description: 'Mean power usage effectiveness of the design over a year.' })
  readonly designPue!: string;

  @Field(() => DecimalScalar, { description: 'Power usage effectiveness of the hottest hour: what limits how many critical kW the connection feeds.' })
  readonly peakPue!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'Measured over twelve months; null where it was not.' })
  readonly measuredPue!: string | null;

  @Field({ description: 'Whether the grid connection is firm.' })
  readonly firm!: boolean;

  @Field(() => Int, { description: 'Hours of curtailment expected in a year.' })
  readonly curtailmentHoursPerYear!: number;

  @Field(() => Int, { nullable: true, description: 'Notice of a curtailment in minutes; null where unknown.' })
  readonly curtailmentNoticeMinutes!: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: "gCO2 per kWh of the site's own supplies: contractual, life cycle." })
  readonly carbonSiteGPerKwh!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'gCO2 per kWh of the grid it is connected to: location-based.' })
  readonly carbonGridGPerKwh!: string | null;

  @Field(() => [EnergyShareObject], { description: 'The energy supplies, largest first.' })
  readonly energyMix!: readonly EnergyShareObject[];

  @Field(() => [String], { description: 'Carriers on site.' })
  readonly carriers!: readonly string[];

  @Field(() => Int, { description: 'Physically separate fibre routes.' })
  readonly fibreRoutes!: number;

  @Field(() => [CertificationObject], { description: 'Certificates held or in progress.' })
  readonly certifications!: readonly CertificationObject[];

  @Field({ description: 'Whether the verification by staff stands now.' })
  readonly verified!: boolean;

  @Field(() => InstantScalar, { nullable: true, description: 'Until when the latest verification stands.' })
  readonly verifiedUntil!: Instant | null;

  @Field(() => [String], { description: 'Names of fields that were inferred for the demo world and that no host stated.' })
  readonly derived!: readonly string[];
}

export const siteObject = (site: Site, now: Instant): SiteObject => ({
  ...site,
  grossInterconnectedKw: kwText(site.grossInterconnectedW),
  energyMix: Object.entries(site.energyMix).map(([source, percent]) => ({ source, percent })).sort((a, b) => b.percent - a.percent || a.source.localeCompare(b.source, 'en')),
  verified: isVerified(site, now),
});

export const powerStepObject = (step: CapacityStep): CapacityStepObject => ({ from: step.from, kw: kwText(step.amount), gpus: null, confidence: step.confidence });
export const gpuStepObject = (step: CapacityStep): CapacityStepObject => ({ from: step.from, kw: null, gpus: Number(step.amount), confidence: step.confidence });

export const SiteConnection = connectionType(SiteObject, 'Site');

@ArgsType()
export class SitesArgs extends ConnectionArgs {
  @Field(() => [String], { nullable: true, description: 'Only these countries, ISO 3166-1 alpha-2.' })
  readonly countries?: readonly string[] | null;

  @Field(() => [CoolingEnum], { nullable: true, description: 'Only sites with a hall of one of these coolings.' })
  readonly coolings?: readonly Cooling[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only verified, or only unverified ones.' })
  readonly verified?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Part of the name or the place.' })
  readonly text?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Only the viewer's own sites." })
  readonly mine?: boolean | null;
}

@ObjectType('SiteFacet', { description: 'How many sites in sight share a value.' })
export class SiteFacetObject {
  @Field({ description: 'country or cooling.' })
  readonly name!: string;

  @Field({ description: 'The value, as the filter of the sites query takes it.' })
  readonly value!: string;

  @Field(() => Int, { description: 'Number of sites.' })
  readonly count!: number;
}

@InputType({ description: 'Gross power that the utility serves from a time on.' })
export class EnergisedInput {
  @Field(() => InstantScalar, { description: 'From when.' })
  readonly from!: Instant;

  @Field(() => DecimalScalar, { description: 'Gross kW at the meter of the utility, at most 3 decimals.' })
  readonly grossKw!: string;

  @Field(() => ConfidenceEnum, { description: 'How sure it is.' })
  readonly confidence!: Confidence;

  @Field({ description: 'What shows it, such as the energisation letter and its date.' })
  readonly evidence!: string;
}

@InputType({ description: 'A new site.' })
export class CreateSiteInput {
  @Field({ description: 'Name.' })
  readonly name!: string;

  @Field({ description: 'The nearest place.' })
  readonly place!: string;

  @Field({ description: 'State, province or region.' })
  readonly adminRegion!: string;

  @Field({ description: 'ISO 3166-1 alpha-2 code.' })
  readonly country!: string;

  @Field({ description: 'IANA time zone of the place, such as America/Chicago.' })
  readonly timeZone!: string;

  @Field(() => DecimalScalar, { description: 'Gross kW in the interconnection agreement.' })
  readonly grossInterconnectedKw!: string;

  @Field(() => DecimalScalar, { description: 'Mean PUE of the design.' })
  readonly designPue!: string;

  @Field(() => DecimalScalar, { description: 'PUE of the hottest hour; at least the mean.' })
  readonly peakPue!: string;

  @Field({ description: 'Whether the grid connection is firm.' })
  readonly firm!: boolean;

  @Field(() => [EnergisedInput], { description: 'What is served from when; at least one step.' })
  readonly energised!: readonly EnergisedInput[];

  @Field(() => String, { nullable: true, description: 'A sentence or two.' })
  readonly description?: string | null;

  @Field(() => String, { nullable: true, description: 'The utility.' })
  readonly utility?: string | null;

  @Field(() => String, { nullable: true, description: 'The price zone or region of the grid.' })
  readonly gridRegion?: string | null;

  @Field(() => Int, { nullable: true, description: 'Hours of curtailment expected in a year.' })
  readonly curtailmentHoursPerYear?: number | null;

  @Field(() => Int, { nullable: true, description: 'Notice in minutes.' })
  readonly curtailmentNoticeMinutes?: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'gCO2 per kWh of its own supplies.' })
  readonly carbonSiteGPerKwh?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'gCO2 per kWh of its grid.' })
  readonly carbonGridGPerKwh?: string | null;

  @Field(() => [String], { nullable: true, description: 'Carriers on site.' })
  readonly carriers?: readonly string[] | null;

  @Field(() => Int, { nullable: true, description: 'Physically separate fibre routes.' })
  readonly fibreRoutes?: number | null;
}

@InputType({ description: "Staff's verification of a site." })
export class VerifySiteInput {
  @Field(() => ID)
  readonly siteId!: string;

  @Field(() => InstantScalar, { description: 'Until when it stands.' })
  readonly until!: Instant;

  @Field({ description: 'What it rests on: interconnection agreement, energisation letter, title or lease, visit.' })
  readonly note!: string;
}
