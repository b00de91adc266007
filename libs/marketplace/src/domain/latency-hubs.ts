/** The places to which a request may bound the latency: public interconnection hubs with their coordinates in degrees. */
export interface LatencyHub {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

const hub = (name: string, latitude: number, longitude: number): LatencyHub => ({ name, latitude, longitude });

export const latencyHubs: readonly LatencyHub[] = [
  hub('Dallas', 32.78, -96.8),
  hub('Ashburn', 39.04, -77.49),
  hub('Chicago', 41.88, -87.63),
  hub('New York', 40.71, -74.01),
  hub('Atlanta', 33.75, -84.39),
  hub('Seattle', 47.61, -122.33),
  hub('Phoenix', 33.45, -112.07),
  hub('Denver', 39.74, -104.99),
  hub('Montréal', 45.5, -73.57),
  hub('Calgary', 51.05, -114.07),
  hub('Vancouver', 49.28, -123.12),
  hub('London', 51.51, -0.13),
  hub('Frankfurt', 50.11, 8.68),
  hub('Amsterdam', 52.37, 4.9),
  hub('Oslo', 59.91, 10.75),
  hub('Stockholm', 59.33, 18.07),
  hub('Helsinki', 60.17, 24.94),
  hub('Milan', 45.46, 9.19),
  hub('Madrid', 40.42, -3.7),
  hub('São Paulo', -23.55, -46.63),
  hub('Buenos Aires', -34.6, -58.38),
  hub('Dubai', 25.2, 55.27),
  hub('Nairobi', -1.29, 36.82),
  hub('Almaty', 43.24, 76.89),
  hub('Mumbai', 19.08, 72.88),
  hub('Singapore', 1.35, 103.82),
  hub('Miami', 25.76, -80.19),
];

export const hubNamed = (name: string): LatencyHub | null => latencyHubs.find((candidate) => candidate.name === name) ?? null;
