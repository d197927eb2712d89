import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Project } from '../model/project.js'
import { repository } from '../testing/golden.js'
import { inFolder, sipin } from '../testing/program.js'
import { projectOf } from '../testing/project.js'
import { html } from './formats/html.js'
import { svg } from './formats/svg.js'
import { lineFlow } from './line-flow.js'

const everything = projectOf(readFileSync(path.join(repository, 'fixtures/graph/sipin.yaml'), 'utf8'))

let browser: Browser
let page: Page
let requests: string[]
let complaints: string[]
const folder = mkdtempSync(path.join(tmpdir(), 'sipin-graph-'))

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['SIPIN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  })
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  requests = []
  complaints = []
  page.on('request', request => requests.push(request.url()))
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
})

afterEach(async () => {
  expect(complaints).toEqual([])
  await page.close()
})

async function open(name: string, text: string): Promise<void> {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  await page.goto(pathToFileURL(file).href)
}

const openPage = (project: Project): Promise<void> => open('page.html', html.draw(project, project.lines))

it('the program writes the page of the sample, and the browser shows it without asking for anything else', async () => {
  const text = inFolder(cwd => {
    const file = path.join(cwd, 'calls.html')
    const { status, stderr } = sipin(['graph', path.join(repository, 'fixtures/acme'), '-o', file], { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return readFileSync(file, 'utf8')
  })
  await open('acme.html', text)
  expect(await page.title()).toBe('What happens to calls at acme-eu')
  for (const line of ['support', 'billing', 'sales'])
    expect(await page.getByRole('heading', { level: 2, name: line }).isVisible()).toBe(true)
  expect(await page.getByRole('row', { name: /^sales/ }).textContent()).toContain('alice, bob')
  expect(await page.getByText('192.0.2.128/29').isVisible()).toBe(true)
  expect(requests).toEqual([pathToFileURL(path.join(folder, 'acme.html')).href])
})

describe('everything that a page can show', () => {
  it('is seen: boxes, arrows, hours, dates', async () => {
    await openPage(everything)
    for (const line of everything.lines) {
      const plan = page.getByRole('img', { name: `Call plan of ${line.id}` })
      expect(await plan.isVisible()).toBe(true)
      const { boxes, arrows } = lineFlow(line)
      expect(
        await plan.locator('g[data-box]').evaluateAll(list => list.map(box => box.getAttribute('data-box'))),
      ).toEqual(boxes.map(({ title }) => title))
      expect(await plan.locator('path.arrow').count()).toBe(arrows.length)
      for (const { label } of arrows.filter(arrow => arrow.label))
        expect(await plan.getByText(label, { exact: true }).first().isVisible()).toBe(true)
    }
    const week = page.getByRole('img', { name: 'When support is open' })
    expect(await week.locator('rect.bar').count()).toBe(4 * 2 + 1 + 1)
    expect(await week.getByText('closed on Friday 1 January 2027').isVisible()).toBe(true)
    expect(await page.getByText('At the most 50 calls at the same time.').isVisible()).toBe(true)
  })

  it('has its text inside its boxes and bars, and no label on another, in the fonts of this machine', async () => {
    await openPage(everything)
    expect(await page.evaluate(misfits)).toEqual([])
  })

  it('is one table more for those who do not see pictures, opened by keyboard', async () => {
    await openPage(everything)
    const section = page.locator('#line-sales')
    const table = section.getByRole('table').first()
    expect(await table.isVisible()).toBe(false)
    await section.locator('summary').first().focus()
    await page.keyboard.press('Enter')
    expect(await table.isVisible()).toBe(true)
    expect(await table.getByRole('row', { name: 'Friday 09:00–17:00' }).isVisible()).toBe(true)
  })

  it('is found from the overview', async () => {
    await openPage(everything)
    await page.getByRole('link', { name: 'open' }).click()
    expect(await page.evaluate('document.querySelector(":target").id')).toBe('line-open')
  })

  it.each(['light', 'dark'] as const)(
    'has nothing that the accessibility checker axe finds wrong, %s',
    async scheme => {
      await page.emulateMedia({ colorScheme: scheme })
      await openPage(everything)
      // The page's own policy lets no script in; this way needs no element.
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
      )
      expect(found).toEqual([])
    },
  )

  it('is dark when the reader wants it dark, and light on paper all the same', async () => {
    const background = (): Promise<unknown> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor')
    await page.emulateMedia({ colorScheme: 'dark' })
    await openPage(everything)
    expect(await background()).toBe('rgb(20, 24, 29)')
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    expect(await background()).toBe('rgb(255, 255, 255)')
  })

  it('is printed with a page for each line, its tables open, nothing cut off', async () => {
    await openPage(everything)
    await page.emulateMedia({ media: 'print' })
    const table = page.locator('#line-sales table').first()
    expect(await table.isVisible()).toBe(true)
    await page.setViewportSize({ width: 720, height: 1000 })
    expect(await page.evaluate(tooWide)).toEqual([])
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(everything.lines.length)
  })

  it('fits a telephone: only pictures and tables scroll sideways', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await openPage(everything)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })
})

it.each(['light', 'dark'] as const)('a picture on its own is shown whole, %s', async scheme => {
  await page.emulateMedia({ colorScheme: scheme })
  await open('picture.svg', svg.draw(everything, everything.lines))
  expect(await page.evaluate(misfits)).toEqual([])
  const paper = await page.evaluate('getComputedStyle(document.querySelector(".paper")).fill')
  expect(paper).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 24, 29)')
  const outside = await page.evaluate(`(() => {
    const { width, height } = document.documentElement.viewBox.baseVal
    return [...document.querySelectorAll('text, rect, polygon')].filter(shape => {
      const box = shape.getBoundingClientRect()
      const root = document.documentElement.getBoundingClientRect()
      return box.left < root.left - 1 || box.top < root.top - 1 || box.right > root.left + width + 1 || box.bottom > root.top + height + 1
    }).map(shape => shape.textContent)
  })()`)
  expect(outside).toEqual([])
})

/** Texts that stick out of the box or bar they stand on, and labels of arrows that touch each other or a box. */
const misfits = `(() => {
  const of = shape => shape.getBoundingClientRect()
  const within = (inner, outer) => inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  const faults = []
  for (const box of document.querySelectorAll('g[data-box]'))
    for (const text of box.querySelectorAll('text'))
      if (!within(of(text), of(box.firstChild))) faults.push('outside its box: ' + text.textContent)
  for (const text of document.querySelectorAll('.on-bar'))
    if (!within({ ...of(text).toJSON(), top: 0, bottom: 0 }, { ...of(text.previousSibling).toJSON(), top: 0, bottom: 0 })) faults.push('outside its bar: ' + text.textContent)
  const labels = [...document.querySelectorAll('.label')]
  for (const [index, label] of labels.entries()) {
    for (const other of labels.slice(index + 1)) if (touch(of(label), of(other))) faults.push('labels touch: ' + label.textContent + ', ' + other.textContent)
    for (const box of document.querySelectorAll('g[data-box]')) if (touch(of(label), of(box.firstChild))) faults.push('on a box: ' + label.textContent)
  }
  return faults
})()`

/** Elements that a page of this width cuts off. */
const tooWide = `[...document.querySelectorAll('svg, table, p, li')]
  .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(part => part.textContent.slice(0, 40))`
