import { IsDefined, ValidateIf } from 'class-validator';

/** A field that may be left away. Null is no value and not the same as none, so it is refused. */
export const Optional = (): PropertyDecorator => (target, property) => {
  ValidateIf((_, value) => value !== undefined)(target, property);
  IsDefined({ message: '$property has a value or is left away: it is not null' })(target, property);
};
