import { useMutation } from '@apollo/client/react';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { graphql } from '~/gql';
import { ErrorPanel } from '~/ui/error-panel';
import { useFieldRefusal } from '~/ui/use-field-refusal';
import classes from './payments.module.css';

const addDocument = graphql(`
  mutation AddPaymentMethod($input: AddPaymentMethodInput!) {
    addPaymentMethod(input: $input) {
      id
      kind
      label
      state
      failureCode
    }
  }
`);

/** Stripe's published test methods, as the sandbox knows them: https://docs.stripe.com/testing. */
const tests = ['pm_usBankAccount_success', 'pm_usBankAccount_insufficientFunds', 'pm_sepaDebit_success', 'pm_card_visa', 'pm_card_chargeDeclined'] as const;

/** Saves a method that Stripe's form made; in the sandbox one of Stripe's test methods. No number of a card or account passes through here. */
export function AddPaymentMethod() {
  const { t } = useTranslation();
  const sandbox = useSession().demoClock !== null;
  const [typed, setTyped] = useState('');
  const [test, setTest] = useState<string>(tests[0]);
  const [add, { loading, error }] = useMutation(addDocument, { refetchQueries: ['PaymentMethods'] });
  const wrong = useFieldRefusal(error);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await add({ variables: { input: { stripePaymentMethod: sandbox ? test : typed.trim() } } }).catch(() => null);
    if (answer?.data) setTyped('');
  };
  return (
    <form className={classes['form']} onSubmit={(event) => void submit(event)}>
      {error ? <ErrorPanel error={error} command /> : null}
      {sandbox ? (
        <NativeSelect label={t('methods.test')} description={t('methods.test.why')} data={tests.map((value) => ({ value, label: t(`methods.test.${value}`) }))} value={test} error={wrong('stripePaymentMethod')} onChange={(event) => setTest(event.currentTarget.value)} />
      ) : (
        <TextInput label={t('methods.stripeId')} description={t('methods.stripeId.why')} required value={typed} error={wrong('stripePaymentMethod')} onChange={(event) => setTyped(event.currentTarget.value)} />
      )}
      <Button type="submit" loading={loading}>
        {t('methods.save')}
      </Button>
    </form>
  );
}
