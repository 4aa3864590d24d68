// SPDX-License-Identifier: GPL-3.0-or-later
// Who is invited, in protocol order, and what they answered.
import { Group, Text } from '@mantine/core';
import { useT } from '../../i18n';
import { AnswerBadge, ROLE_KEYS } from '../../meeting/badges';
import { postOf, useOrg } from '../../meeting/org';
import type { MeetingDetail, Participant, Role } from '../../protocol/generated';
import { Empty } from '../../ui/Empty';
import { byRank } from '../../ui/format';
import classes from './meeting.module.css';

const ORDER: Role[] = ['chair', 'secretary', 'delegate', 'guest', 'technician', 'observer'];

/* The role stays in one piece at the end of a long post. */
function PostAndRole({ post, role }: { post: string; role: Role }) {
  const t = useT();
  return <Text size="sm" c="dimmed">{post !== '' && `${post}\u00a0· `}<span className="pn-nowrap">{t(ROLE_KEYS[role])}</span></Text>;
}

export function PeopleView({ meeting }: { meeting: MeetingDetail }) {
  const t = useT();
  const org = useOrg();
  const people = [...meeting.participants].sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || byRank(a, b));
  const names = new Map(people.map((p) => [p.person, p.name]));
  const count = (answer: Participant['response']) => people.filter((p) => p.response === answer).length;
  if (people.length === 0) return <Empty>{t('meeting:noPeople')}</Empty>;
  return (
    <div className="pn-card">
      <Text className={classes.counts}>
        {t('meeting:counts', { all: people.length, yes: count('yes'), proxy: count('proxy'), no: count('no'), open: count(null) })}
      </Text>
      <ul className="pn-plain">
        {people.map((p) => (
          <li key={p.person} className={classes.person}>
            <div className={classes.personText}>
              <Text fw={600}>{p.name}</Text>
              <PostAndRole post={postOf(org.data, p.person, p.title)} role={p.role} />
              {p.response === 'proxy' && p.proxy !== null && <Text size="sm">{t('meeting:proxyIs', { name: names.get(p.proxy) ?? '' })}</Text>}
              {p.reason !== null && p.reason !== '' && <Text size="sm">{t('meeting:reasonIs', { reason: p.reason })}</Text>}
            </div>
            {meeting.state !== 'draft' && <Group><AnswerBadge answer={p.response} /></Group>}
          </li>
        ))}
      </ul>
    </div>
  );
}
