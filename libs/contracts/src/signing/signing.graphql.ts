import { Field, ID, InputType } from '@nestjs/graphql';

@InputType({ description: 'A signature on the document that was shown.' })
export class SignContractInput {
  @Field(() => ID)
  readonly contractId!: string;

  @Field({ description: 'SHA-256 of the document that was shown, hexadecimal; another than the current one is refused.' })
  readonly sha256!: string;

  @Field({ description: "The signatory's own name, typed." })
  readonly typedName!: string;

  @Field({ description: "The signatory's password again." })
  readonly password!: string;
}
