import { FakeEngine, json, refuse, empty } from '@statix/engine/testing/fake-engine';

/** A fake engine that keeps images: builds make one, names move, and a step can be held for ever. */
export class ImageEngine {
  /** Tags and labels by id. */
  readonly images = new Map<string, { tags: string[]; labels: Record<string, string> }>();
  private built = 0;

  private constructor(readonly fake: FakeEngine) {}

  static async start(): Promise<ImageEngine> {
    const engine = new ImageEngine(await FakeEngine.start());
    engine.script();
    return engine;
  }

  /** From now on requests that match are done by the engine and never answered. */
  hold(route: RegExp): Promise<void> {
    const seen = this.fake.next(route);
    this.held = route;
    return seen.then(() => undefined);
  }

  release(): void {
    this.held = undefined;
  }

  private held: RegExp | undefined;

  private script(): void {
    const info = {
      ID: 'engine-1',
      Name: 'host',
      DockerRootDir: '/',
      ServerVersion: '29.0.0',
      SystemTime: '2026-11-21T09:46:01Z',
      OSType: 'linux',
      Architecture: 'x86_64',
      NCPU: 2,
      MemTotal: 4096,
    };
    this.fake
      .on(/GET \/_ping/, {})
      .on(/GET \/info/, info)
      .on(/GET \/version/, { Components: [] })
      .on(/GET \/images\/.*\/json/, (request, response) => {
        if (this.held?.test(`GET ${request.path}`) === true) return;
        const id = this.find(decodeURI(request.path).slice('/images/'.length, -'/json'.length));
        const image = id === undefined ? undefined : this.images.get(id);
        if (id === undefined || image === undefined) {
          refuse(404, 'no such image')(request, response);
          return;
        }
        const { tags: RepoTags, labels: Labels } = image;
        json({ Id: id, RepoTags, Config: { Labels } })(request, response);
      })
      .on(/POST \/images\/.*\/tag/, (request, response) => {
        const id = this.find(decodeURI(request.path).slice('/images/'.length, -'/tag'.length))!;
        this.name(id, `${request.query.get('repo')}:${request.query.get('tag')}`);
        if (this.held?.test(`POST ${request.path}`) !== true) empty(request, response);
      })
      .on(/DELETE \/images\//, (request, response) => {
        this.untag(decodeURI(request.path).slice('/images/'.length));
        empty(request, response);
      })
      .on(/POST \/build/, (request, response) => {
        if (this.held?.test('POST /build') === true) return;
        this.built += 1;
        const id = `sha256:${String(this.built).repeat(64).slice(0, 64)}`;
        const labels = JSON.parse(request.query.get('labels') ?? '{}') as Record<string, string>;
        this.images.set(id, { tags: [], labels });
        this.name(id, request.query.get('t') ?? '');
        if (this.held?.test('POST /build done') === true) return;
        response.end(`${JSON.stringify({ id: 'moby.image.id', aux: { ID: id } })}\n`);
      });
  }

  private find(reference: string): string | undefined {
    if (this.images.has(reference)) return reference;
    return [...this.images].find(([, { tags }]) => tags.includes(reference))?.[0];
  }

  private name(id: string, reference: string): void {
    this.untag(reference);
    this.images.get(id)?.tags.push(reference);
  }

  private untag(reference: string): void {
    for (const image of this.images.values()) {
      image.tags = image.tags.filter((tag) => tag !== reference);
    }
  }
}
