export function NewProposalPage() { return null; }
