import { graphql } from '~/gql';

/** What the listing lets a version of a proposal be. */
export const offerBounds = graphql(`
  fragment OfferBounds on Listing {
    id
    product
    siteName
    hallName
    currency
    depositMonths
    quantityKw
    minimumLotKw
    incrementKw
    minimumLotGpus
    incrementGpus
    minimumTermMonths
    maximumTermMonths
    earliestStart
  }
`);
