export function MeteringPage() { return null; }
