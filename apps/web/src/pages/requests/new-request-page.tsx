export function NewRequestPage() { return null; }
