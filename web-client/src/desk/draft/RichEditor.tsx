// SPDX-License-Identifier: GPL-3.0-or-later
// The draft's text: a Tiptap editor with the few things a document of Decree 30 is made of, each button with its word.
import { Editor } from '@tiptap/core';
import { Button, Group, Menu, Select, Text } from '@mantine/core';
import { IconAlignCenter, IconAlignJustified, IconAlignLeft, IconAlignRight, IconArrowBackUp, IconBold, IconItalic, IconList, IconListNumbers, IconPageBreak, IconTable, IconUnderline } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ComponentType } from 'react';
import { useT, type Key } from '../../i18n';
import { extensions } from './extensions';
import type { RichDoc } from './rich';
import { canMerge, hasMany, merge } from './table';
import classes from './draft.module.css';

type Style = 'paragraph' | '1' | '2' | '3' | '4' | '5';
const styleWords: Record<Style, Key> = {
  paragraph: 'draft:style.paragraph', 1: 'draft:style.part', 2: 'draft:style.chapter', 3: 'draft:style.section', 4: 'draft:style.titled', 5: 'draft:style.article',
};
const aligns = [['left', IconAlignLeft, 'draft:align.left'], ['center', IconAlignCenter, 'draft:align.center'], ['right', IconAlignRight, 'draft:align.right'], ['justify', IconAlignJustified, 'draft:align.justify']] as const;

function Tool({ icon: Icon, words, on, run, disabled }: { icon: ComponentType<{ size: number }>; words: Key; on?: boolean; run: () => void; disabled?: boolean }) {
  const t = useT();
  return (
    <Button variant={on ? 'filled' : 'default'} size="sm" h={44} px={12} leftSection={<Icon size={18} aria-hidden />} disabled={disabled ?? false}
      {...(on === undefined ? {} : { 'aria-pressed': on })} onMouseDown={(e) => e.preventDefault()} onClick={run}>{t(words)}</Button>
  );
}

function TableMenu({ editor }: { editor: Editor }) {
  const t = useT();
  const inside = editor.isActive('table');
  const entry = (words: Key, run: () => void, color?: string) => <Menu.Item h={44} {...(color === undefined ? {} : { color })} onClick={run}>{t(words)}</Menu.Item>;
  return (
    <Menu position="bottom-start">
      <Menu.Target><Button variant={inside ? 'filled' : 'default'} size="sm" h={44} px={12} leftSection={<IconTable size={18} aria-hidden />}>{t('draft:table.menu')}</Button></Menu.Target>
      <Menu.Dropdown>
        {!inside && entry('draft:table.insert', () => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run())}
        {inside && <>
          {entry('draft:table.rowBelow', () => editor.chain().focus().addRowAfter().run())}
          {entry('draft:table.columnRight', () => editor.chain().focus().addColumnAfter().run())}
          {hasMany(editor) && entry('draft:table.merge', () => editor.chain().focus().mergeCells().run())}
          {canMerge(editor, 'right') && entry('draft:table.mergeRight', () => merge(editor, 'right'))}
          {canMerge(editor, 'below') && entry('draft:table.mergeBelow', () => merge(editor, 'below'))}
          {editor.can().splitCell() && entry('draft:table.split', () => editor.chain().focus().splitCell().run())}
          {entry('draft:table.head', () => editor.chain().focus().toggleHeaderRow().run())}
          {entry('draft:table.deleteRow', () => editor.chain().focus().deleteRow().run())}
          {entry('draft:table.deleteColumn', () => editor.chain().focus().deleteColumn().run())}
          {entry('draft:table.delete', () => editor.chain().focus().deleteTable().run(), 'danger')}
        </>}
      </Menu.Dropdown>
    </Menu>
  );
}

function AlignMenu({ editor }: { editor: Editor }) {
  const t = useT();
  return (
    <Menu position="bottom-start">
      <Menu.Target><Button variant="default" size="sm" h={44} px={12} leftSection={<IconAlignJustified size={18} aria-hidden />}>{t('draft:align.menu')}</Button></Menu.Target>
      <Menu.Dropdown>
        {aligns.map(([align, Icon, words]) => <Menu.Item key={align} h={44} leftSection={<Icon size={18} aria-hidden />} onClick={() => editor.chain().focus().setTextAlign(align).run()}>{t(words)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function styleOf(editor: Editor): Style {
  for (const level of ['1', '2', '3', '4', '5'] as const) if (editor.isActive('heading', { level: Number(level) })) return level;
  return 'paragraph';
}

function Toolbar({ editor }: { editor: Editor }) {
  const t = useT();
  const style = (to: Style) => (to === 'paragraph' ? editor.chain().focus().setParagraph().run() : editor.chain().focus().setNode('heading', { level: Number(to) }).run());
  return (
    <Group gap={6} wrap="wrap" role="toolbar" aria-label={t('draft:toolbar')}>
      <Select aria-label={t('draft:style.label')} w={200} data={(Object.keys(styleWords) as Style[]).map((s) => ({ value: s, label: t(styleWords[s]) }))} value={styleOf(editor)} onOptionSubmit={(s) => style(s as Style)} allowDeselect={false} data-testid="draft-style" />
      <Tool icon={IconBold} words="draft:bold" on={editor.isActive('bold')} run={() => editor.chain().focus().toggleMark('bold').run()} />
      <Tool icon={IconItalic} words="draft:italic" on={editor.isActive('italic')} run={() => editor.chain().focus().toggleMark('italic').run()} />
      <Tool icon={IconUnderline} words="draft:underline" on={editor.isActive('underline')} run={() => editor.chain().focus().toggleMark('underline').run()} />
      <Tool icon={IconListNumbers} words="draft:clauses" on={editor.isActive('orderedList')} run={() => editor.chain().focus().toggleOrderedList().run()} />
      <Tool icon={IconList} words="draft:dashes" on={editor.isActive('bulletList')} run={() => editor.chain().focus().toggleBulletList().run()} />
      <AlignMenu editor={editor} />
      <TableMenu editor={editor} />
      <Tool icon={IconPageBreak} words="draft:pageBreak" run={() => editor.chain().focus().insertContent([{ type: 'pageBreak' }, { type: 'paragraph' }]).run()} />
      <Tool icon={IconArrowBackUp} words="draft:undo" disabled={!editor.can().undo()} run={() => editor.chain().focus().undo().run()} />
    </Group>
  );
}

/** Takes its text once; afterwards it is the editor's, and `onChange` tells what it has become. */
export function RichEditor({ doc, label, onChange }: { doc: RichDoc; label: string; onChange: (doc: RichDoc) => void }) {
  const t = useT();
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [, redraw] = useState(0);
  const tell = useRef(onChange);
  tell.current = onChange;
  const first = useRef(doc);
  const id = useId();
  useEffect(() => {
    const made = new Editor({
      element: place.current!, extensions, content: first.current, injectCSS: false, enableContentCheck: false,
      editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, 'aria-describedby': id, lang: 'vi', spellcheck: 'false', 'data-testid': 'draft-text' } },
      onUpdate: ({ editor: e }) => tell.current(e.getJSON() as RichDoc),
      onTransaction: () => redraw((n) => n + 1),
    });
    setEditor(made);
    return () => made.destroy();
  }, [label, id]);
  return (
    <div className={classes.editor}>
      <Text fw={600} mb={2}>{label}</Text>
      <Text size="sm" c="dimmed" mb={8} id={id}>{t('draft:textHelp')}</Text>
      {editor !== null && <Toolbar editor={editor} />}
      <div ref={place} className={classes.rich} />
    </div>
  );
}
