// The console's behaviour. Pages work without it: it adds the keyboard, dialogs, light and dark, and refreshing in place.
(() => {
  'use strict';
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const shine = () => { if (root.dataset.theme === 'auto') root.dataset.bsTheme = dark.matches ? 'dark' : 'light'; };
  shine();
  dark.addEventListener('change', shine);

  // Makes a part of the page like its new version and leaves what is equal alone, with focus, selection and what was typed or opened.
  const key = node => node.nodeType === 1 ? node.id || null : null;
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);
  const attributes = (old, fresh) => {
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && name !== 'open' && !name.startsWith('data-on')) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && name !== 'open') old.setAttribute(name, value);
  };
  const morph = (old, fresh) => {
    if (old.nodeType !== 1) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    if (old.hasAttribute('data-keep') || old.isEqualNode(fresh)) return;
    attributes(old, fresh);
    if (old.tagName === 'DIALOG' && old.open) return;
    const known = new Map([...old.children].filter(key).map(child => [key(child), child]));
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      const same = key(next) ? known.get(key(next)) : at && alike(at, next) ? at : null;
      if (same) {
        if (same !== at) old.insertBefore(same, at); else at = at.nextSibling;
        morph(same, next);
      } else {
        old.insertBefore(next, at);
      }
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };
  htmx.defineExtension('morph', {
    isInlineSwap: style => style === 'morph',
    handleSwap: (style, target, fragment) => {
      if (style !== 'morph') return false;
      const fresh = fragment.firstElementChild || fragment;
      if (fresh.id === target.id) {
        morph(target, fresh);
        dress();
      }
      return [target];
    },
  });

  // A refresh waits while somebody reads a selection or an open dialog, or looks elsewhere.
  document.addEventListener('htmx:beforeRequest', event => {
    const selected = getSelection();
    if (event.target.dataset && event.target.dataset.poll && event.detail.requestConfig.verb === 'get'
        && event.target === event.detail.elt
        && (document.hidden || selected && !selected.isCollapsed || document.querySelector('dialog[open], details.menu[open]'))) {
      event.preventDefault();
    }
  });
  // A server that does not answer is no reason to lose the page; a light says that it is old.
  const stale = old => root.classList.toggle('stale', old);
  document.addEventListener('htmx:sendError', () => stale(true));
  document.addEventListener('htmx:afterRequest', event => { if (event.detail.successful) stale(false); });
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.target.dataset && event.target.dataset.poll && event.target === event.detail.elt && event.detail.xhr.status >= 400) {
      event.detail.shouldSwap = false;
      stale(true);
    }
  });

  const dress = () => {
    for (const text of document.querySelectorAll('pre[data-json], textarea[data-json]')) {
      const plain = text.value ?? text.textContent;
      if (text.dataset.onText === plain) continue;
      try {
        const pretty = JSON.stringify(JSON.parse(plain), null, 2);
        if (text.value === undefined) text.textContent = pretty; else text.value = pretty;
        text.dataset.onText = pretty;
      } catch { /* shown as it is */ }
    }
    for (const select of document.querySelectorAll('[data-kinds]')) names(select);
  };
  const names = select => {
    const place = document.querySelector('[data-kind-args]');
    if (place && select.selectedOptions.length) place.textContent = select.selectedOptions[0].dataset.args;
  };
  document.addEventListener('change', event => { if (event.target.matches('[data-kinds]')) names(event.target); });

  const $ = id => document.getElementById(id);
  const palette = () => {
    const box = $('palette');
    if (!box) return;
    box.showModal();
    const field = box.querySelector('input');
    field.select();
    htmx.trigger(field, 'open');
  };
  const rows = () => [...document.querySelectorAll('[data-list] .row-link')];
  const move = step => {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement);
    const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  };
  const PAGES = { o: '/console', t: '/console/tasks', w: '/console/workers', q: '/console/queues', s: '/console/schedules', a: '/console/audit' };
  let going = false;

  document.addEventListener('keydown', event => {
    const typing = event.target.closest('input, textarea, select');
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      palette();
      return;
    }
    if (event.target.closest('#palette')) {
      const links = [...document.querySelectorAll('#found a')];
      const now = links.findIndex(link => link.parentElement.getAttribute('aria-selected') === 'true');
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        choose(links, (now + (event.key === 'ArrowDown' ? 1 : links.length - 1) + (now < 0 && event.key === 'ArrowUp' ? 1 : 0)) % links.length);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        const link = links[Math.max(now, 0)];
        if (link) { $('palette').close(); link.click(); }
      }
      return;
    }
    if (typing) {
      if (event.key === 'Escape') typing.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (going && PAGES[event.key]) {
      going = false;
      const link = document.querySelector(`.nav-item[href="${PAGES[event.key]}"]`);
      if (link) link.click();
      return;
    }
    going = event.key === 'g';
    if (event.key === '/') {
      const field = document.querySelector('[data-search]');
      event.preventDefault();
      if (field) { field.focus(); field.select(); } else palette();
    } else if (event.key === '?') {
      $('shortcuts')?.showModal();
    } else if (event.key === 'j') {
      move(1);
    } else if (event.key === 'k') {
      move(-1);
    }
  });
  const choose = (links, index) => {
    links.forEach((link, i) => link.parentElement.setAttribute('aria-selected', String(i === index)));
    links[index]?.scrollIntoView({ block: 'nearest' });
  };

  document.addEventListener('click', event => {
    const opener = event.target.closest('[data-dialog]');
    if (opener) $(opener.dataset.dialog)?.showModal();
    if (event.target.closest('[data-palette]')) palette();
    if (event.target.closest('[data-close]')) event.target.closest('dialog').close();
    if (event.target.closest('#found a')) $('palette').close();
    if (event.target.nodeName === 'DIALOG') event.target.close();
    const back = event.target.closest('[data-back]');
    if (back && history.length > 1) { event.preventDefault(); history.back(); }
    const menu = document.querySelector('details.menu[open]');
    if (menu && !menu.contains(event.target)) menu.open = false;
    const row = event.target.closest('[data-list] tbody tr');
    if (row && !event.target.closest('a, button, summary, pre') && getSelection().isCollapsed) row.querySelector('.row-link')?.click();
  });
  document.addEventListener('htmx:afterSettle', event => {
    dress();
    if (event.target.id === 'found') choose([...document.querySelectorAll('#found a')], 0);
  });
  document.addEventListener('DOMContentLoaded', dress);
})();
