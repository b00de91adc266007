/** The contexts of the house, lower ones first; the API and the worker assemble the same. */
import { CapacityModule } from '@busbar/capacity';
import { OrganisationsModule } from '@busbar/organisations';

export const contexts = [OrganisationsModule, CapacityModule];
