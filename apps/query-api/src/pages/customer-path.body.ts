import { IsUUID } from 'class-validator';

export class CustomerPath {
  @IsUUID('all', { message: 'id must be the UUID of a customer.' })
  id!: string;
}
