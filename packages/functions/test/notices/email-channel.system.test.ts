import { afterEach, describe, expect, it } from 'vitest';
import { EmailChannel } from '../../src/notices/email-channel.js';
import { smtpOptions } from '../../src/notices/smtp-options.js';
import { mailServer } from '../support/mail-server.js';
import { noticeOfPredictions, noticeOfTraining } from '../support/some-notices.js';

const ATTEMPTS = { timeoutMs: 400, retries: 2, waitMs: 5 };
let server: Awaited<ReturnType<typeof mailServer>> | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const channelTo = (port: number, changes: { user?: string; password?: string } = {}) =>
  new EmailChannel(
    {
      from: 'Propensity <propensity@example.com>',
      to: ['one@example.com', 'Two <two@example.com>'],
      host: '127.0.0.1',
      port,
      secure: false,
      ...(changes.user !== undefined && { user: changes.user }),
    },
    { password: changes.password, attempts: ATTEMPTS },
  );

describe('EmailChannel', () => {
  it('sends one mail to everybody, as text and as HTML', async () => {
    server = await mailServer();
    await channelTo(server.port).send(noticeOfTraining);
    expect(server.mails).toMatchObject([
      { from: 'propensity@example.com', to: ['one@example.com', 'two@example.com'] },
    ]);
    const [{ raw } = { raw: '' }] = server.mails;
    expect(raw).toMatch(/^Subject: \[Propensity\] Training of 2026-01-20: rejected\r$/m);
    expect(raw).toMatch(/^Content-Type: text\/plain/m);
    expect(raw).toMatch(/^Content-Type: text\/html/m);
  });

  it('signs in with the password from the environment', async () => {
    server = await mailServer({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username ?? '' }) : done(new Error('Invalid password')),
    });
    await channelTo(server.port, { user: 'shop', password: 'right' }).send(noticeOfPredictions);
    expect(server.mails).toMatchObject([{ user: 'shop' }]);
  });

  it('gives up at once on a password that is wrong or missing, and never repeats it', async () => {
    let asked = 0;
    server = await mailServer({
      authOptional: false,
      onAuth: (_auth, _session, done) => {
        asked++;
        done(new Error('Invalid password'));
      },
    });
    const wrong = await channelTo(server.port, { user: 'shop', password: 'hunter2' })
      .send(noticeOfPredictions)
      .catch(String);
    expect(wrong).toMatch(/Invalid login/);
    expect(wrong).not.toContain('hunter2');
    expect(asked).toBe(1);
    await expect(channelTo(server.port, { user: 'shop' }).send(noticeOfPredictions)).rejects.toThrow(
      'set PROPENSITY_SMTP_PASSWORD',
    );
    expect(asked).toBe(1);
  });

  it('tries again when the server is busy, under the same message id', async () => {
    let tries = 0;
    const busy = Object.assign(new Error('Try again later'), { responseCode: 451 });
    server = await mailServer({ onRcptTo: (_address, _session, done) => (tries++ < 2 ? done(busy) : done()) });
    const channel = channelTo(server.port);
    await channel.send(noticeOfPredictions);
    await channel.send(noticeOfPredictions);
    const ids = server.mails.map(({ raw }) => /^Message-ID: (.+)\r$/m.exec(raw)?.[1]);
    expect(ids).toEqual([expect.stringMatching(/^<\w+@propensity\.invalid>$/), ids[0]]);
  });

  it('does not try again when every address is refused for good', async () => {
    let tries = 0;
    const unknown = Object.assign(new Error('No such user'), { responseCode: 550 });
    server = await mailServer({
      onRcptTo: (_address, _session, done) => {
        tries++;
        done(unknown);
      },
    });
    await expect(channelTo(server.port).send(noticeOfPredictions)).rejects.toThrow('No such user');
    expect(tries).toBe(2);
  });

  it('says who has not got it when only some addresses are refused', async () => {
    const unknown = Object.assign(new Error('No such user'), { responseCode: 550 });
    server = await mailServer({
      onRcptTo: ({ address }, _session, done) => (address.startsWith('two') ? done(unknown) : done()),
    });
    await expect(channelTo(server.port).send(noticeOfPredictions)).rejects.toThrow('refused two@example.com');
    expect(server.mails).toMatchObject([{ to: ['one@example.com'] }]);
  });

  it('does not wait for ever for a server that never speaks, or is not there', async () => {
    server = await mailServer({ onConnect: () => {} });
    const begun = performance.now();
    await expect(channelTo(server.port).send(noticeOfPredictions)).rejects.toThrow(/[Tt]imeout|Greeting/);
    expect(performance.now() - begun).toBeLessThan(5000);
    await server.close();
    await expect(channelTo(server.port).send(noticeOfPredictions)).rejects.toThrow('ECONNREFUSED');
    server = undefined;
  });
});

describe('smtpOptions', () => {
  it.each([
    ['smtp.example.com', 'shop', true],
    ['127.0.0.1.example.com', 'shop', true],
    ['smtp.example.com', undefined, false],
    ['127.0.0.1', 'shop', false],
    ['::1', 'shop', false],
    ['localhost', 'shop', false],
  ])('at %s as %s, TLS is required: %s', (host, user, requireTLS) => {
    const config = {
      from: 'a@b.c',
      to: ['d@e.f'],
      host,
      port: 587,
      secure: false,
      ...(user !== undefined && { user }),
    };
    expect(smtpOptions(config, 'secret', ATTEMPTS)).toMatchObject({ host, port: 587, secure: false, requireTLS });
  });
});
