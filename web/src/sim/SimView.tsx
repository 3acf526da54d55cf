import { useEffect, useId, useState } from 'preact/hooks';
import { type ApiError, asApiError, explain } from '../api/apiError.ts';
import { request } from '../api/request.ts';
import { about } from '../api/viewer.ts';
import { goTo, parseSeed, SEED_MAX } from '../app/route.ts';
import { useTitle } from '../app/useTitle.ts';
import { texts } from '../i18n/language.ts';
import type { Texts } from '../i18n/texts.ts';
import { announce } from '../ui/announce.ts';
import { Icon } from '../ui/Icon.tsx';

/** Milliseconds a run may take, the wait for its turn included. */
const PATIENCE_MS = 300_000;

type RunState =
  | { readonly kind: 'running' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** A short chaos run on the server, and its timeline. Spec: PAGE-SIM. */
export function SimView({ seed }: { readonly seed: number | null }) {
  const t = texts.value;
  useTitle(seed === null ? t.simulator : `${t.simulator} ${seed}`);
  const off = about.value?.sim === false;
  return (
    <>
      <div class="view-head">
        <h1>{t.simulator}</h1>
        {!off && <SeedForm key={seed} seed={seed} />}
      </div>
      <p class="lead">{off ? t.simOff : t.simLead}</p>
      {!off && seed !== null && <Run key={seed} seed={seed} />}
    </>
  );
}

function SeedForm({ seed }: { readonly seed: number | null }) {
  const t = texts.value;
  const [fieldId, wrongId] = [useId(), useId()];
  const [text, setText] = useState(seed === null ? '' : String(seed));
  const [wrong, setWrong] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    const wanted = parseSeed(text.trim());
    setWrong(wanted === undefined);
    if (wanted !== undefined) goTo({ view: 'sim', seed: wanted });
  };
  // Short seeds can be said on the telephone.
  const another = (): void => goTo({ view: 'sim', seed: Math.floor(Math.random() * 100_000) });
  return (
    <form class="seed-form" onSubmit={submit}>
      <label for={fieldId}>{t.seed}</label>
      <input
        id={fieldId}
        class="field field-code"
        inputMode="numeric"
        autocomplete="off"
        maxLength={String(SEED_MAX).length}
        value={text}
        aria-invalid={wrong}
        aria-describedby={wrongId}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button button-main">
        <Icon name="play" />
        {t.run}
      </button>
      <button type="button" class="button" onClick={another}>
        <Icon name="dice" />
        {t.anotherSeed}
      </button>
      <p id={wrongId} class="form-wrong" role="alert">
        {wrong && t.seedInvalid}
      </p>
    </form>
  );
}

function Run({ seed }: { readonly seed: number }) {
  const t = texts.value;
  const [state, setState] = useState<RunState>({ kind: 'running' });
  const [turn, setTurn] = useState(0);
  const address = `/api/sim/${seed}`;
  useEffect(() => {
    const left = new AbortController();
    setState({ kind: 'running' });
    // The frame could not say why it stays empty; it then takes the same run from the server.
    request(address, { signal: left.signal, patienceMs: PATIENCE_MS })
      .then(async (response) => {
        await response.body?.cancel();
        setState({ kind: 'ready' });
        announce(texts.peek().simReady(String(seed)));
      })
      .catch((error: unknown) => {
        if (!left.signal.aborted) setState({ kind: 'failed', error: asApiError(error) });
      });
    return () => left.abort();
  }, [address, turn]);
  return (
    <div class="sim-frame">
      {state.kind === 'running' && (
        <div class="sim-wait" role="status">
          <span class="spinner" aria-hidden="true" />
          {t.simRunning(String(seed))}
        </div>
      )}
      {state.kind === 'failed' && (
        <div class="sim-wait" role="alert">
          <Icon name="alert" />
          <p>{failureText(state.error, t)}</p>
          <button type="button" class="button" onClick={() => setTurn(turn + 1)}>
            <Icon name="retry" />
            {t.retry}
          </button>
        </div>
      )}
      {state.kind === 'ready' && (
        <>
          <iframe src={address} title={t.simTimeline(String(seed))} sandbox="allow-scripts" />
          <a class="text-button" href={address} target="_blank" rel="noreferrer">
            <Icon name="external" />
            {t.simOpenAlone}
          </a>
        </>
      )}
    </div>
  );
}

function failureText(error: ApiError, t: Texts): string {
  if (error.status === 503) return t.simBusy;
  if (error.status === 404 || error.status === 501) return t.simOff;
  return error.status === 0 ? explain(error, t) : t.simFailed;
}
