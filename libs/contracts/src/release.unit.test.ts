import { version } from '../../../package.json';
import { release } from './release';

it('the release is that of the packages', () => expect(release).toBe(version));
