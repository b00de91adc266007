import { access } from './journeys/access';
import { counter } from './journeys/counter';
import { insights } from './journeys/insights';
import { meteringAndInvoice } from './journeys/invoice';
import { payments } from './journeys/payments';
import { phone } from './journeys/phone';
import { reviewerJourney } from './journeys/reviewer';
import { signing } from './journeys/signing';
import { tenantJourney } from './journeys/tenant';
import { visitor } from './journeys/visitor';
import { STARTS_WITHIN_MS } from './demo-busbar';
import { Stage } from './stage';

/** One Busbar with the demo world for all: each journey leaves it as the next one needs it. */
const stage = new Stage();
beforeAll(() => stage.open(), STARTS_WITHIN_MS + 60_000);
afterAll(() => stage.close(), 60_000);

describe('a visitor', () => visitor(stage));
describe('counter-proposals', () => counter(stage));
describe('a tenant in the demo world', () => tenantJourney(stage));
describe('every reader', () => access(stage));
describe('a reviewer', () => reviewerJourney(stage));
describe('metering and the invoice', () => meteringAndInvoice(stage));
describe('insights', () => insights(stage));
describe('signing', () => signing(stage));
describe('payments', () => payments(stage));
describe('a phone', () => phone(stage));
