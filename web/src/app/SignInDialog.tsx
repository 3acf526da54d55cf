import { texts } from '../i18n/language.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { SignInForm } from './SignInForm.tsx';

/** Asks for the gateway's token. */
export function SignInDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={texts.value.signIn} onClose={onClose}>
      <SignInForm onSignedIn={onClose} />
    </Dialog>
  );
}
