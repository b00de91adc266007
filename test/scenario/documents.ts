/** What the scenario asks of the public API. */
export const advanceClock = 'mutation ($input: AdvanceClockInput!) { advanceClock(input: $input) { now } }';
export const businessTime = 'query { businessTime { now } }';
export const startPayoutOnboarding = 'mutation ($input: StartPayoutOnboardingInput!) { startPayoutOnboarding(input: $input) { url } }';
export const payoutAccount = 'query { payoutAccount { payoutsEnabled bankLabel } }';
export const addPaymentMethod = 'mutation ($input: AddPaymentMethodInput!) { addPaymentMethod(input: $input) { id state } }';
export const paymentMethods = 'query { paymentMethods { id state label } }';
export const ownSites = 'query { sites(first: 5, mine: true) { edges { node { id name halls { id name critical { kw } } } } } }';
export const createListing = 'mutation ($input: CreateListingInput!) { createListing(input: $input) { id } }';
export const publishListing = 'mutation ($id: ID!) { publishListing(id: $id) { state prices { perItKwh perKwMonth } } }';
export const createRequest = 'mutation ($input: CreateRequestInput!) { createRequest(input: $input) { id } }';
export const openRequest = 'mutation ($id: ID!) { openRequest(id: $id) { state } }';
export const matches = 'query ($id: ID!) { request(id: $id) { matches { score listing { id title } contractValue { amount } reasons { criterion verdict } } } }';
export const sendProposal = 'mutation ($input: SendProposalInput!) { sendProposal(input: $input) { id state latest { maximumTotal { amount } } } }';
export const acceptProposal = 'mutation ($input: AcceptProposalInput!) { acceptProposal(input: $input) { id state sha256 tranches { id kw hall { name } } } }';
export const reviseContract = 'mutation ($input: ReviseContractInput!) { reviseContract(input: $input) { versionNumber } }';
export const shadowInvoice = 'query ($contractId: ID!, $assumptions: ShadowAssumptionsInput) { shadowInvoice(contractId: $contractId, assumptions: $assumptions) { total { amount } months { total { amount } } } }';
export const submitContract = 'mutation ($input: SubmitContractInput!) { submitContract(input: $input) { state } }';
export const approveContract = 'mutation ($input: ApproveContractInput!) { approveContract(input: $input) { state } }';
export const reviewItems = 'query ($id: ID!) { contract(id: $id) { reviews { items { number verdict } } } }';
export const setReviewItem = 'mutation ($input: SetReviewItemInput!) { setReviewItem(input: $input) { id } }';
export const contractHash = 'query ($id: ID!) { contract(id: $id) { state sha256 } }';
export const signContract = 'mutation ($input: SignContractInput!) { signContract(input: $input) { state } }';
export const acceptHandover = 'mutation ($input: AcceptHandoverInput!) { acceptHandover(input: $input) { state } }';
export const addMeter = 'mutation ($input: AddMeterInput!) { addMeter(input: $input) { id } }';
export const assignMeter = 'mutation ($input: AssignMeterInput!) { assignMeter(input: $input) { id } }';
export const createApiKey = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { text } }';
export const importIndexPrices = 'mutation ($input: ImportIndexPricesInput!) { importIndexPrices(input: $input) { written } }';
export const payInvoice = 'mutation ($input: PayInvoiceInput!) { payInvoice(input: $input) { state amount { amount } } }';

export const registerOrganisation = 'mutation ($input: RegisterOrganisationInput!) { registerOrganisation(input: $input) { person { id } } }';
export const ownMeters = 'query { meters(first: 5) { edges { node { id } } } }';
export const proposalRequest = 'query ($id: ID!) { proposal(id: $id) { id request { id } } }';
export const meter = 'query ($id: ID!) { meter(id: $id) { id } }';
export const strangersShadow = 'query ($id: ID!) { shadowInvoice(contractId: $id) { contractId } }';
export const withdrawContract = 'mutation ($id: ID!) { withdrawContract(input: { contractId: $id, reason: "No longer wanted by anybody." }) { id } }';
export const strangersPayment = 'mutation ($id: ID!) { payInvoice(input: { invoiceId: $id, idempotencyKey: "stranger-pays-1" }) { id } }';
export const strangersHandover = 'mutation ($id: ID!) { acceptHandover(input: { trancheId: $id }) { id } }';
export const strangersRevision = 'mutation ($id: ID!) { reviseContract(input: { contractId: $id, billingDay: 5 }) { id } }';

const invoiceFields = `
  id number from to currency subtotal { amount } tax { amount } total { amount } openBalance { amount } paymentState
  lines { number code quantity unit unitPrice amount { amount } evidence { count estimated missing } days { day amount { amount } intervals } }
  taxLines { code rate base amount { amount } } charges { state amount { amount } } transfers { state amount { amount } }`;
export const invoices = `query ($contractId: ID!) { contract(id: $contractId) { invoices(first: 5) { edges { node { ${invoiceFields} } } } } }`;
export const paidInvoice = 'query ($id: ID!) { invoice(id: $id) { paymentState openBalance { amount } } }';
export const payouts = 'query { payouts(first: 10) { edges { node { state amount { amount } } } } }';
export const settled = `query ($id: ID!) {
  invoice(id: $id) { paymentState openBalance { amount } charges { state amount { amount } } transfers { state amount { amount } } }
  payouts(first: 10) { edges { node { state amount { amount } } } }
  trialBalance { account name currency debit { amount } credit { amount } balance { amount } }
  stripeReconciliation { currency agrees ledgerAvailable { amount } stripeAvailable { amount } ledgerPending { amount } stripePending { amount } }
}`;
