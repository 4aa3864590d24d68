// SPDX-License-Identifier: GPL-3.0-or-later
// The design tokens of DOMAIN 2.2 as a Mantine theme. Own palette: Mantine's stock green fails AA with white.
import {
  ActionIcon, Badge, Button, CloseButton, createTheme, defaultVariantColorsResolver, InputWrapper, Menu, Modal,
  NavLink, Paper, SegmentedControl, Select, Tabs, Textarea, TextInput, Tooltip, type CSSVariablesResolver,
  type MantineColorsTuple, type VariantColorsResolver,
} from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eaf1fc', '#d3e2f8', '#a9c6f0', '#6b99db', '#4a82d8', '#2865ca', '#1a58bd', '#0d4cb0', '#0a3d8f', '#072e6d',
];
const success: MantineColorsTuple = [
  '#e6f3ea', '#cbe6d4', '#9fcfb0', '#6fb98b', '#45a06a', '#1f7a48', '#1a6a3d', '#155c33', '#104828', '#0b341d',
];
const danger: MantineColorsTuple = [
  '#fbebeb', '#f5d3d3', '#eaa9a9', '#e58c8c', '#d65f5f', '#b93030', '#aa2525', '#9b1c1c', '#7c1616', '#5e1010',
];
const warning: MantineColorsTuple = [
  '#fdf5e2', '#fae9bf', '#f5d98a', '#ffd54a', '#d9a62a', '#946300', '#8f5e00', '#8a5a00', '#6d4700', '#503400',
];
/* Neutrals carry a little of the brand's blue so that paper, lines and muted text belong together. */
const gray: MantineColorsTuple = [
  '#f6f8fb', '#eef2f7', '#e2e8f0', '#d3dbe6', '#b9c4d2', '#7b8898', '#627083', '#4b5a6b', '#2f3b49', '#1b2430',
];
const dark: MantineColorsTuple = [
  '#e8edf4', '#c8d1dd', '#a9b6c6', '#7d8b9c', '#3a4656', '#2a3544', '#18212d', '#10161f', '#0b1017', '#070a0f',
];

/* Light variants: the tint of the light scheme needs the dark ink of the family, and the other way round. */
const variants: VariantColorsResolver = (input) => {
  const base = defaultVariantColorsResolver(input);
  const name = input.color ?? input.theme.primaryColor;
  if (!(name in input.theme.colors)) return base;
  const v = (shade: string) => `var(--mantine-color-${name}-${shade})`;
  if (input.variant === 'light')
    return {
      background: name === 'gray' ? 'var(--pn-tint)' : v('light'), hover: name === 'gray' ? 'var(--pn-tint-strong)' : v('light-hover'),
      color: name === 'gray' ? 'var(--mantine-color-text)' : v('light-color'), border: '1px solid transparent',
    };
  if (input.variant === 'subtle')
    return { ...base, color: name === 'gray' ? 'var(--mantine-color-text)' : v('light-color') };
  return base;
};

const family = (light: Record<string, string>, darkVars: Record<string, string>, name: string, c: MantineColorsTuple) => {
  Object.assign(light, {
    [`--mantine-color-${name}-light`]: c[0], [`--mantine-color-${name}-light-hover`]: c[1],
    [`--mantine-color-${name}-light-color`]: c[7], [`--mantine-color-${name}-text`]: c[7],
    [`--mantine-color-${name}-outline`]: c[7], [`--mantine-color-${name}-outline-hover`]: c[0],
  });
  Object.assign(darkVars, {
    [`--mantine-color-${name}-light`]: `color-mix(in srgb, ${c[5]} 26%, ${dark[6]})`,
    [`--mantine-color-${name}-light-hover`]: `color-mix(in srgb, ${c[5]} 40%, ${dark[6]})`,
    [`--mantine-color-${name}-light-color`]: c[2], [`--mantine-color-${name}-text`]: c[name === 'brand' ? 3 : 2],
    [`--mantine-color-${name}-outline`]: c[3], [`--mantine-color-${name}-outline-hover`]: `color-mix(in srgb, ${c[5]} 20%, ${dark[6]})`,
  });
};

export const cssVariables: CSSVariablesResolver = () => {
  const light: Record<string, string> = {
    '--mantine-color-body': gray[0], '--mantine-color-text': gray[9], '--mantine-color-dimmed': gray[7],
    '--mantine-color-anchor': brand[7], '--mantine-color-error': danger[7], '--mantine-color-placeholder': gray[6],
    '--mantine-color-default': '#ffffff', '--mantine-color-default-hover': gray[1], '--mantine-color-default-color': gray[9],
    '--mantine-color-default-border': gray[5],
    '--pn-surface': '#ffffff', '--pn-line': gray[3], '--pn-tint': gray[1], '--pn-tint-strong': gray[2], '--pn-focus': brand[7],
    '--pn-stage': '#dfe5ee', '--pn-page-shadow': '0 1px 4px rgb(27 36 48 / 22%)', '--pn-hit': 'rgb(255 213 74 / 55%)',
    '--pn-hit-current': 'rgb(138 90 0 / 45%)', '--pn-selected': brand[0],
  };
  const darkVars: Record<string, string> = {
    '--mantine-color-body': dark[7], '--mantine-color-text': dark[0], '--mantine-color-dimmed': dark[2],
    '--mantine-color-anchor': brand[3], '--mantine-color-error': danger[3], '--mantine-color-placeholder': dark[2],
    '--mantine-color-default': dark[6], '--mantine-color-default-hover': dark[5], '--mantine-color-default-color': dark[0],
    '--mantine-color-default-border': '#66768a',
    '--pn-surface': dark[6], '--pn-line': '#303c4c', '--pn-tint': '#202b39', '--pn-tint-strong': '#2a3747', '--pn-focus': brand[3],
    '--pn-stage': '#0b1017', '--pn-page-shadow': '0 1px 4px rgb(0 0 0 / 60%)', '--pn-hit': 'rgb(255 213 74 / 55%)',
    '--pn-hit-current': 'rgb(138 90 0 / 55%)', '--pn-selected': '#1b2c47',
  };
  family(light, darkVars, 'brand', brand);
  family(light, darkVars, 'success', success);
  family(light, darkVars, 'danger', danger);
  family(light, darkVars, 'warning', warning);
  return { variables: {}, light, dark: darkVars };
};

/* 44 px is the smallest target anywhere (DOMAIN 2.1); `xs` exists for dense desk tools inside the viewer only. */
const TARGET = '44px';

export const theme = createTheme({
  colors: { brand, success, danger, warning, gray, dark },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 5 },
  white: '#ffffff',
  black: '#1b2430',
  fontFamily: "'Be Vietnam Pro', 'Noto Sans', system-ui, sans-serif",
  headings: {
    fontFamily: "'Be Vietnam Pro', 'Noto Sans', system-ui, sans-serif", fontWeight: '600', textWrap: 'wrap',
    sizes: {
      h1: { fontSize: '24px', lineHeight: '1.35' }, h2: { fontSize: '20px', lineHeight: '1.4' },
      h3: { fontSize: '18px', lineHeight: '1.45' }, h4: { fontSize: '16px', lineHeight: '1.5' },
    },
  },
  fontSizes: { xs: '13px', sm: '15px', md: '16px', lg: '18px', xl: '20px' },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.5' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver: variants,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'md' },
      vars: (_t, p) => ({ root: p.size === 'xl' ? { '--button-height': '56px', '--button-fz': '18px' } : { '--button-height': TARGET, '--button-fz': '16px', '--button-padding-x': '18px' } }),
      styles: { label: { whiteSpace: 'normal', overflow: 'visible', lineHeight: 1.25, height: 'auto' }, inner: { height: 'auto' }, root: { display: 'inline-flex', alignItems: 'center', justifyContent: 'center', height: 'auto', minHeight: 'var(--button-height)', paddingBlock: '6px', fontWeight: 600 } },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', color: 'gray' },
      vars: (_t, p) => ({ root: { '--ai-size': p.size === 'xs' ? '32px' : TARGET } }),
    }),
    CloseButton: CloseButton.extend({ vars: () => ({ root: { '--cb-size': TARGET, '--cb-icon-size': '22px' } }) }),
    Badge: Badge.extend({
      defaultProps: { tt: 'none', variant: 'light', radius: 'sm' },
      styles: { root: { height: 'auto', minHeight: '26px', fontSize: '13px', fontWeight: 600, letterSpacing: 0, paddingInline: '8px', maxWidth: '100%' }, label: { whiteSpace: 'normal', overflow: 'visible', lineHeight: 1.35 } },
    }),
    InputWrapper: InputWrapper.extend({ styles: { label: { fontSize: '15px', fontWeight: 600, marginBottom: '4px' }, description: { fontSize: '13px' }, error: { fontSize: '15px' } } }),
    Input: { vars: () => ({ wrapper: { '--input-height': TARGET, '--input-size': TARGET, '--input-fz': '16px' } }) },
    TextInput: TextInput.extend({ defaultProps: { size: 'md' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'md', autosize: true, minRows: 2 } }),
    Select: Select.extend({ defaultProps: { size: 'md', allowDeselect: false, checkIconPosition: 'right' } }),
    /* Its only children are what a menu may hold. */
    Menu: Menu.extend({ defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false }, styles: { item: { minHeight: TARGET, fontSize: '16px' } } }),
    /* A dialog's <header> is no banner of the page. */
    Modal: Modal.extend({ defaultProps: { attributes: { header: { role: 'presentation' } }, centered: true, radius: 'md', overlayProps: { backgroundOpacity: 0.45 } }, styles: { title: { fontSize: '20px', fontWeight: 600, lineHeight: 1.35 }, content: { background: 'var(--pn-surface)' }, header: { background: 'var(--pn-surface)' } } }),
    NavLink: NavLink.extend({ styles: { root: { minHeight: TARGET } } }),
    Paper: Paper.extend({ defaultProps: { radius: 'md' } }),
    SegmentedControl: SegmentedControl.extend({ styles: { label: { minHeight: TARGET, display: 'grid', placeItems: 'center', fontSize: '15px' }, innerLabel: { overflow: 'visible' } } }),
    Tabs: Tabs.extend({ styles: { tab: { minHeight: TARGET, fontSize: '16px' } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true, events: { hover: true, focus: true, touch: false } }, styles: { tooltip: { fontSize: '13px' } } }),
  },
});
