// SPDX-License-Identifier: GPL-3.0-or-later
// The right panel with its five tabs; on narrow screens the same thing rises from below.
import { Tabs } from '@mantine/core';
import { useT, type Key } from '../i18n';
import { AgendaTab } from './AgendaTab';
import { ChatTab } from './ChatTab';
import { FloorTab } from './FloorTab';
import { PapersTab, type PaperActions } from './PapersTab';
import { VoteTab } from './VoteTab';
import { useRoom } from './session';
import classes from './room.module.css';

export type PanelTab = 'agenda' | 'floor' | 'vote' | 'papers' | 'chat';
const tabs: [PanelTab, Key][] = [
  ['agenda', 'room:tab.agenda'], ['floor', 'room:tab.floor'], ['vote', 'room:tab.vote'], ['papers', 'room:tab.papers'], ['chat', 'room:tab.chat'],
];

function Count({ tab }: { tab: PanelTab }) {
  const t = useT();
  const s = useRoom();
  if (tab === 'floor' && s.floor.queue.length > 0) return <span className={classes.count}>{s.floor.queue.length}<span className="pn-hidden"> {t('room:tab.waiting')}</span></span>;
  if (tab === 'vote' && s.vote !== null) return <span className={classes.count}>{t('room:tab.open')}</span>;
  return null;
}

export function Panel({ tab, onTab, papers, onVote }: { tab: PanelTab; onTab: (tab: PanelTab) => void; papers: PaperActions; onVote: () => void }) {
  const t = useT();
  return (
    <Tabs value={tab} onChange={(v) => onTab((v ?? 'agenda') as PanelTab)} className={classes.tabs} keepMounted={false}>
      <Tabs.List aria-label={t('room:tab.list')} className={classes.tabList}>
        {tabs.map(([key, word]) => <Tabs.Tab key={key} value={key}>{t(word)} <Count tab={key} /></Tabs.Tab>)}
      </Tabs.List>
      <Tabs.Panel value="agenda" className={classes.tabPanel} tabIndex={0}><AgendaTab papers={papers} /></Tabs.Panel>
      <Tabs.Panel value="floor" className={classes.tabPanel} tabIndex={0}><FloorTab /></Tabs.Panel>
      <Tabs.Panel value="vote" className={classes.tabPanel} tabIndex={0}><VoteTab onVote={onVote} /></Tabs.Panel>
      <Tabs.Panel value="papers" className={classes.tabPanel} tabIndex={0}><PapersTab actions={papers} /></Tabs.Panel>
      <Tabs.Panel value="chat" className={classes.tabPanel} tabIndex={0}><ChatTab /></Tabs.Panel>
    </Tabs>
  );
}
