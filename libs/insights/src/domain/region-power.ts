/**
 * All-in price of power for a large load, US dollars per kWh, by grid region: a starting point for an assumption, which
 * every reader replaces by the site's own contract. Mostly as the trade recalls it; sources in NOTICE.
 */
export const regionPower: Readonly<Record<string, string>> = {
  'ercot-north': '0.045', 'ercot-west': '0.042', 'ercot-south': '0.047', 'permian-gas': '0.042', 'bakken-flare': '0.035', spp: '0.048', 'miso-north': '0.05', 'miso-south': '0.052',
  'miso-indiana': '0.065', 'pjm-aep': '0.072', 'pjm-ppl': '0.074', 'nyiso-west': '0.05', southeast: '0.06', tva: '0.057', pnw: '0.042', wyoming: '0.055', quebec: '0.094', bc: '0.055',
  alberta: '0.058', no4: '0.033', no3: '0.04', no2: '0.078', se1: '0.036', se2: '0.037', fi: '0.058', is: '0.045', it: '0.165', es: '0.085', fr: '0.078', paraguay: '0.052',
  'argentina-vm': '0.045', ethiopia: '0.05', kenya: '0.07', uae: '0.065', oman: '0.062', kazakhstan: '0.06', bhutan: '0.05', sarawak: '0.06',
};
